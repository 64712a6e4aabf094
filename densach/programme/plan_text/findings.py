"""Every remark the reader and the lint can make: how serious it is and its sentence in both languages."""

from __future__ import annotations

from .model import Finding

ERROR, WARNING, NOTE = "error", "warning", "note"

_MESSAGES: dict[str, tuple[str, str, str]] = {
    # what the reader noticed about the paper
    "not-a-plan": (
        ERROR,
        "Văn bản không có bố cục của một kế hoạch (mục tiêu, nhiệm vụ, tổ chức thực hiện). Hãy kiểm tra lại tệp.",
        "The text has no outline of a plan (targets, tasks, organisation). Check the file.",
    ),
    "other-document-type": (
        WARNING,
        "Văn bản ghi là “{found}”, không phải kế hoạch.",
        "The paper calls itself “{found}”, not a plan.",
    ),
    "blank-number": (WARNING, "Số văn bản còn để trống.", "The document number is blank."),
    "blank-date": (WARNING, "Ngày ban hành còn để trống hoặc thiếu.", "The date of issue is blank or incomplete."),
    "no-title": (WARNING, "Không tìm thấy tên kế hoạch.", "No title was found."),
    "title-guessed": (
        WARNING,
        "Tên kế hoạch được suy từ câu “Trên đây là…”; hãy kiểm tra.",
        "The title was taken from the closing sentence; check it.",
    ),
    "no-issuer": (WARNING, "Không tìm thấy cơ quan ban hành.", "No issuing body was found."),
    "missing-heading": (
        WARNING,
        "Không thấy đề mục “{heading}”; phần này được nhận ra theo nội dung.",
        "The heading “{heading}” is missing; the part was recognised by its content.",
    ),
    "unknown-section": (
        WARNING,
        "Chưa rõ phần “{heading}” nói về việc gì; hãy đọc và xếp vào chỗ thích hợp.",
        "It is not clear what the part “{heading}” is about; read it and place it.",
    ),
    "joined-lines": (
        NOTE,
        "Câu bị ngắt giữa chừng ở dòng {first} đã được nối với dòng {second}.",
        "A sentence broken at line {first} was joined with line {second}.",
    ),
    "many-joined-lines": (
        NOTE,
        "Có {count} câu bị ngắt giữa chừng đã được nối lại; hãy đối chiếu với bản gốc.",
        "{count} broken sentences were joined; compare with the original.",
    ),
    "repaired-word": (
        NOTE,
        "“{found}” được đọc là “{repaired}” (lỗi nhận dạng chữ).",
        "“{found}” was read as “{repaired}” (a recognition error).",
    ),
    "legacy-encoding": (
        WARNING,
        "Tệp dùng bảng mã cũ ({encoding}) và đã được chuyển sang Unicode; hãy kiểm tra dấu.",
        "The file is in an old encoding ({encoding}) and was converted to Unicode; check the marks.",
    ),
    "no-diacritics": (
        WARNING,
        "Văn bản không có dấu nên kết quả chỉ là gần đúng; hãy kiểm tra từng mục.",
        "The text has no diacritics, so the reading is approximate; check every item.",
    ),
    "target-unclear": (
        WARNING,
        "Câu có con số nhưng chưa rõ chỉ tiêu: “{found}”. Hãy nhập tay nếu đây là chỉ tiêu.",
        "A figure whose target is not clear: “{found}”. Enter it by hand if it is a target.",
    ),
    "target-range": (
        NOTE,
        "Chỉ tiêu ghi khoảng {low}–{high}; lấy mức thấp.",
        "The target gives a range {low}–{high}; the lower end was taken.",
    ),
    "target-outside-goals": (
        WARNING,
        "Chỉ tiêu này nằm ngoài phần mục tiêu; hãy kiểm tra.",
        "This target stands outside the part on targets; check it.",
    ),
    "invalid-date": (WARNING, "Ngày “{found}” không có trong lịch.", "The date “{found}” does not exist."),
    "deadline-unclear": (
        WARNING,
        "Thời hạn “{found}” không ghi ngày cụ thể; hãy nhập tay.",
        "The deadline “{found}” names no day; enter it by hand.",
    ),
    "cut-off": (
        WARNING,
        "Văn bản có vẻ bị cắt ngang: dòng cuối chưa hết câu và không có nơi nhận.",
        "The text seems cut off: the last line is unfinished and there are no recipients.",
    ),
    # what the lint says about the plan itself
    "target-falls": (
        ERROR,
        "Chỉ tiêu giảm từ {before} (năm {year_before}{at_before}) xuống {after} (năm {year_after}{at_after}): {what}.",
        "The target falls from {before} ({year_before}{at_before_en}) to {after} ({year_after}{at_after_en}): {what}.",
    ),
    "target-conflict": (
        ERROR,
        "Cùng một chỉ tiêu năm {year} có hai mức {first} và {second}: {what}.",
        "One target has two values for {year}, {first} and {second}: {what}.",
    ),
    "target-repeated": (
        WARNING,
        "Chỉ tiêu {value} năm {year} được ghi hai lần: {what}.",
        "The target {value} for {year} is given twice: {what}.",
    ),
    "percent-over-100": (
        ERROR,
        "Tỷ lệ {value} lớn hơn 100 %: {what}.",
        "The share {value} is over 100 %: {what}.",
    ),
    "target-without-year": (WARNING, "Chỉ tiêu chưa có năm: {what}.", "A target without a year: {what}."),
    "target-without-population": (
        WARNING,
        "Chưa rõ chỉ tiêu {value} tính trên đối tượng nào.",
        "It is not clear what the target {value} counts.",
    ),
    "population-unknown": (
        WARNING,
        "Chưa biết cách đếm đối tượng “{what}”; hãy chọn trong danh mục.",
        "No known way to count the population “{what}”; choose one.",
    ),
    "measure-unknown": (
        WARNING,
        "Chưa biết cách đo “{what}”; hãy chọn trong danh mục.",
        "No known way to measure “{what}”; choose one.",
    ),
    "past-year": (
        NOTE,
        "{count} chỉ tiêu có mốc năm {year}, đã qua.",
        "{count} targets are for {year}, which has passed.",
    ),
    "year-before-plan": (
        WARNING,
        "Mốc năm {year} sớm hơn năm ban hành kế hoạch ({issued}).",
        "The year {year} is earlier than the plan itself ({issued}).",
    ),
    "no-targets": (WARNING, "Không tìm thấy chỉ tiêu nào bằng số.", "No numeric target was found."),
    "no-tasks": (WARNING, "Không tìm thấy nhóm nhiệm vụ nào.", "No group of tasks was found."),
    "no-agencies": (
        WARNING,
        "Không tìm thấy cơ quan nào được giao việc.",
        "No agency with duties was found.",
    ),
    "agency-without-duty": (WARNING, "“{what}” chưa được giao việc nào.", "“{what}” has no duty."),
    "task-group-empty": (NOTE, "Nhóm nhiệm vụ “{what}” không có việc cụ thể.", "The task group “{what}” has no tasks."),
    "no-deadline": (
        WARNING,
        "Không tìm thấy hạn báo cáo hằng năm.",
        "No yearly reporting deadline was found.",
    ),
    "no-recipients": (NOTE, "Không tìm thấy nơi nhận.", "No recipients were found."),
}

CODES = frozenset(_MESSAGES)


def finding(code: str, line: int | None = None, *, lines: tuple[int, ...] = (), **data: object) -> Finding:
    """The remark `code` about `line`, its sentences filled from `data`."""
    severity, text_vi, text_en = _MESSAGES[code]
    return Finding(code, text_vi.format(**data), line, text_en.format(**data), severity, lines or _one(line))


def _one(line: int | None) -> tuple[int, ...]:
    return () if line is None else (line,)
