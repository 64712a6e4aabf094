"""A small judged set: titles (books of common reading, invented classes) and what a query must show first."""

# title | people | subjects
RECORDS = """
Dế Mèn phiêu lưu ký | Tô Hoài | Văn học thiếu nhi
Đất rừng phương Nam | Đoàn Giỏi | Văn học thiếu nhi
Kính vạn hoa 1 | Nguyễn Nhật Ánh | Văn học thiếu nhi
Kính vạn hoa 2 | Nguyễn Nhật Ánh | Văn học thiếu nhi
Kính vạn hoa 3 | Nguyễn Nhật Ánh | Văn học thiếu nhi
Cho tôi xin một vé đi tuổi thơ | Nguyễn Nhật Ánh | Văn học thiếu nhi
Mắt biếc | Nguyễn Nhật Ánh | Tiểu thuyết
Tôi thấy hoa vàng trên cỏ xanh | Nguyễn Nhật Ánh | Tiểu thuyết
Cô gái đến từ hôm qua | Nguyễn Nhật Ánh | Tiểu thuyết
Góc sân và khoảng trời | Trần Đăng Khoa | Thơ thiếu nhi
Sếu đầu đỏ | Nhiều tác giả | Động vật, chim
Sâu đo và những người bạn | Nhiều tác giả | Truyện tranh
Truyện Kiều | Nguyễn Du | Thơ Nôm
Truyện Kiều chú giải | Nguyễn Du ; Lê Văn Hoè chú giải | Thơ Nôm
Từ điển Truyện Kiều | Đào Duy Anh | Từ điển
Số đỏ | Vũ Trọng Phụng | Tiểu thuyết
Giông tố | Vũ Trọng Phụng | Tiểu thuyết
Chí Phèo | Nam Cao | Truyện ngắn
Lão Hạc | Nam Cao | Truyện ngắn
Sống mòn | Nam Cao | Tiểu thuyết
Tắt đèn | Ngô Tất Tố | Tiểu thuyết
Việc làng | Ngô Tất Tố | Phóng sự
Lều chõng | Ngô Tất Tố | Tiểu thuyết
Bỉ vỏ | Nguyên Hồng | Tiểu thuyết
Những ngày thơ ấu | Nguyên Hồng | Hồi ký
Vang bóng một thời | Nguyễn Tuân | Tuỳ bút
Nhật ký trong tù | Hồ Chí Minh | Thơ
Đường kách mệnh | Hồ Chí Minh | Lịch sử
Sửa đổi lối làm việc | Hồ Chí Minh | Chính trị
Việt Bắc | Tố Hữu | Thơ
Từ ấy | Tố Hữu | Thơ
Đất nước đứng lên | Nguyên Ngọc | Tiểu thuyết
Rừng xà nu | Nguyễn Trung Thành | Truyện ngắn
Nỗi buồn chiến tranh | Bảo Ninh | Tiểu thuyết
Thời xa vắng | Lê Lựu | Tiểu thuyết
Mảnh đất lắm người nhiều ma | Nguyễn Khắc Trường | Tiểu thuyết
Bến không chồng | Dương Hướng | Tiểu thuyết
Tuổi thơ dữ dội | Phùng Quán | Tiểu thuyết
Quê nội | Võ Quảng | Văn học thiếu nhi
Hai vạn dặm dưới đáy biển | Jules Verne | Khoa học viễn tưởng
Không gia đình | Hector Malot | Văn học nước ngoài
Hoàng tử bé | Antoine de Saint-Exupéry | Văn học nước ngoài
Ông già và biển cả | Ernest Hemingway | Văn học nước ngoài
Những người khốn khổ | Victor Hugo | Văn học nước ngoài
Đi tìm lẽ sống | Viktor Frankl | Tâm lý học
Nhà giả kim | Paulo Coelho | Văn học nước ngoài
Đắc nhân tâm | Dale Carnegie | Kỹ năng sống
Harry Potter và hòn đá phù thuỷ | J. K. Rowling | Văn học nước ngoài
Doraemon: Chú mèo máy đến từ tương lai | Fujiko F. Fujio | Truyện tranh
Thần đồng đất Việt | Lê Linh | Truyện tranh
Lược sử thời gian | Stephen Hawking | Vật lý
Lược sử loài người | Yuval Noah Harari | Lịch sử
Đại Việt sử ký toàn thư | Ngô Sĩ Liên | Lịch sử
Việt Nam sử lược | Trần Trọng Kim | Lịch sử
Lịch sử Việt Nam tập 1 | Phan Huy Lê | Lịch sử
Lịch sử Đảng bộ tỉnh Bắc Kạn | Ban Tuyên giáo Tỉnh uỷ | Lịch sử địa phương
Lịch sử Đảng bộ tỉnh Bắc Ninh | Ban Tuyên giáo Tỉnh uỷ | Lịch sử địa phương
Địa chí Bắc Kạn | Nhiều tác giả | Địa lý địa phương
Bắc Kạn: thế và lực mới | Nhiều tác giả | Kinh tế địa phương
Truyện cổ Bắc Kạn | Nhiều tác giả | Truyện cổ dân gian
Truyện cổ Tày - Nùng | Hoàng Quyết | Truyện cổ dân gian
Then và đàn tính của người Tày | Nông Thị Nhình | Âm nhạc dân tộc
Dân ca Tày Nùng | Nông Thị Nhình | Âm nhạc dân tộc
Thổ cẩm của người Tày | Nhiều tác giả | Nghề dệt
Nhà sàn cổ truyền của người Tày vùng Đông Bắc | Ma Ngọc Dung | Kiến trúc
Từ điển Tày Nùng Việt | Hoàng Văn Ma | Từ điển
Vườn quốc gia Ba Bể | Nhiều tác giả | Du lịch
Kỹ thuật trồng dong riềng và làm miến | Nhiều tác giả | Nông nghiệp
Kỹ thuật trồng hồng không hạt | Nhiều tác giả | Nông nghiệp
Kỹ thuật trồng cam quýt | Nhiều tác giả | Nông nghiệp
Kỹ thuật nuôi ong mật | Nhiều tác giả | Nông nghiệp
Kỹ thuật nuôi gà thả vườn | Nhiều tác giả | Chăn nuôi
Kỹ thuật nuôi lợn rừng | Nhiều tác giả | Chăn nuôi
Phòng trừ sâu bệnh hại lúa | Nhiều tác giả | Nông nghiệp
Cây thuốc và động vật làm thuốc | Đỗ Huy Bích | Y học
Những cây thuốc và vị thuốc Việt Nam | Đỗ Tất Lợi | Y học
Chăm sóc trẻ sơ sinh | Nhiều tác giả | Y học
Món ngon miền núi | Nhiều tác giả | Nấu ăn
Luật Đất đai năm 2024 | Quốc hội | Pháp luật
Luật Thư viện năm 2019 | Quốc hội | Pháp luật
Bộ luật Dân sự | Quốc hội | Pháp luật
Luật Hôn nhân và Gia đình | Quốc hội | Pháp luật
Hỏi đáp về Luật Đất đai | Nhiều tác giả | Pháp luật
Tiếng Anh 6 tập 1 | Hoàng Văn Vân | Sách giáo khoa
Tiếng Anh 6 tập 2 | Hoàng Văn Vân | Sách giáo khoa
Toán 5 | Đỗ Đình Hoan | Sách giáo khoa
Toán 6 | Nguyễn Huy Đoan | Sách giáo khoa
Ngữ văn 9 | Nguyễn Khắc Phi | Sách giáo khoa
Tin học văn phòng cho người lớn tuổi | Nhiều tác giả | Tin học
Nhập môn lập trình Python | Nhiều tác giả | Tin học
Giáo trình cơ sở dữ liệu | Nhiều tác giả | Tin học
Cờ vua cho người mới bắt đầu | Nhiều tác giả | Thể thao
Hoá học quanh ta | Nhiều tác giả | Hoá học
Thuỷ thủ tí hon | Nhiều tác giả | Văn học thiếu nhi
Quỳnh và những người bạn | Nhiều tác giả | Văn học thiếu nhi
Dân số và phát triển | Nhiều tác giả | Xã hội học
Tính toán kết cấu | Nhiều tác giả | Xây dựng
Đàn ông và đàn bà | Nhiều tác giả | Tâm lý học
Sổ tay người làm thư viện | Nhiều tác giả | Thư viện học
Nghệ thuật ghi-ta | Nhiều tác giả | Âm nhạc
"""

ACTIVITIES = """
Đàn tính cơ bản | Nghệ nhân Mẫu | Âm nhạc
Câu lạc bộ cờ tướng phường Sông Cầu | | Thể thao
Câu lạc bộ hát then | | Âm nhạc
Lớp vẽ thiếu nhi | | Mỹ thuật
Giờ đọc sách cho thiếu nhi | | Đọc sách
Lớp tin học cho người cao tuổi | | Tin học
Ngày hội sách và văn hoá đọc | | Đọc sách
Lớp dệt thổ cẩm | | Nghề truyền thống
Câu lạc bộ tiếng Anh | | Ngoại ngữ
Giải bóng chuyền hơi | | Thể thao
Nói chuyện về lịch sử Bắc Kạn | | Lịch sử
Lớp múa dân vũ | | Múa
"""

FACILITIES = """
Thư viện Đức Xuân | | Thư viện xã, phường
Thư viện Sông Cầu | | Thư viện xã, phường
Thư viện Trường Tiểu học Đức Xuân | | Thư viện trường học
Nhà văn hoá tổ 5 Sông Cầu | | Nhà văn hoá
Bảo tàng Bắc Kạn | | Bảo tàng
Trung tâm học tập cộng đồng Dương Quang | | Trung tâm học tập cộng đồng
Điểm bưu điện văn hoá xã Nông Thượng | | Điểm bưu điện văn hoá xã
Tủ sách pháp luật Huyền Tụng | | Tủ sách pháp luật
"""

# query → title that must come first
JUDGED = {
    "dế mèn phiêu lưu ký": "Dế Mèn phiêu lưu ký",
    "de men phieu luu ky": "Dế Mèn phiêu lưu ký",
    "dế mèn": "Dế Mèn phiêu lưu ký",
    "to hoai": "Dế Mèn phiêu lưu ký",
    "dat rung phuong nam": "Đất rừng phương Nam",
    "seu dau do": "Sếu đầu đỏ",
    "SẾU ĐẦU ĐỎ": "Sếu đầu đỏ",
    "sâu đo": "Sâu đo và những người bạn",
    "so do": "Số đỏ",
    "dan tinh": "Đàn tính cơ bản",
    "đàn tính người tày": "Then và đàn tính của người Tày",
    "lich su bac kan": "Nói chuyện về lịch sử Bắc Kạn",
    "lịch sử đảng bộ bắc kạn": "Lịch sử Đảng bộ tỉnh Bắc Kạn",
    "truyen kieu": "Truyện Kiều",
    "nguyen du truyen kieu": "Truyện Kiều",
    "từ điển truyện kiều": "Từ điển Truyện Kiều",
    "kinh van hoa 3": "Kính vạn hoa 3",
    "van hoa kinh 2": "Kính vạn hoa 2",
    "trong dong rieng": "Kỹ thuật trồng dong riềng và làm miến",
    "cách trồng cây dong riềng làm miến ở vùng núi": "Kỹ thuật trồng dong riềng và làm miến",
    "nuôi ong": "Kỹ thuật nuôi ong mật",
    "luat dat dai": "Luật Đất đai năm 2024",
    "luật thư viện": "Luật Thư viện năm 2019",
    "hoá học": "Hoá học quanh ta",
    "hóa học": "Hoá học quanh ta",
    "thủy thủ": "Thuỷ thủ tí hon",
    "thuw vieejn ddwcs xuaan": "Thư viện Đức Xuân",
    "thu7 vie65n so6ng ca62u": "Thư viện Sông Cầu",
    "thư viện đức xuân": "Thư viện Đức Xuân",
    "bao tang": "Bảo tàng Bắc Kạn",
    "cờ tướng": "Câu lạc bộ cờ tướng phường Sông Cầu",
    "co vua": "Cờ vua cho người mới bắt đầu",
    "tin hoc nguoi cao tuoi": "Lớp tin học cho người cao tuổi",
    "ve thieu nhi": "Lớp vẽ thiếu nhi",
    "Hary Poter": "Harry Potter và hòn đá phù thuỷ",
    "doraemom": "Doraemon: Chú mèo máy đến từ tương lai",
    "hemingway": "Ông già và biển cả",
    "saint exupery": "Hoàng tử bé",
    "978-604-1-00001-9": "Mắt biếc",
    "9786041000019": "Mắt biếc",
    "PM.000042": "Lão Hạc",
    "toan 6": "Toán 6",
    "tiếng anh 6 tập 2": "Tiếng Anh 6 tập 2",
    "ghi ta": "Nghệ thuật ghi-ta",
    "dan so": "Dân số và phát triển",
}
