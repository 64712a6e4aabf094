import pytest
from docx.oxml.parser import parse_xml

from densach.documents.charts import bullet_chart, column_chart, completeness_grid, sparkline


def parsed(svg):
    assert "style=" not in svg
    assert "<script" not in svg
    root = parse_xml(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert root.find("title").text
    assert len(root.get("viewBox").split()) == 4
    return root


def classes(root):
    return {name for node in root.iter() for name in (node.get("class") or "").split()}


def test_bullet_chart_tells_reached_by_sign_and_words():
    root = parsed(bullet_chart(63.6, 60, 41.2, title="Thư viện <xã> & trường"))
    assert "chart-hit" in classes(root)
    assert root.find("text").text == "✓"
    assert root.get("aria-label").startswith("Thư viện <xã> & trường: 63,6 %")
    assert "41,2 %" in root.get("aria-label")
    bar = next(node for node in root.iter("rect") if "chart-bar" in node.get("class"))
    assert float(bar.get("width")) == pytest.approx(127.2)
    assert len(list(root.iter("line"))) == 2


def test_bullet_chart_missed_overruled_and_without_figure():
    missed = parsed(bullet_chart(65.4, 70, title="a"))
    assert "chart-miss" in classes(missed)
    assert missed.find("text").text == "✕"
    assert parsed(bullet_chart(65.4, 70, title="a", reached=True)).find("text").text == "✓"
    nothing = parsed(bullet_chart(None, 70, title="a"))
    assert nothing.find("text").text == "–"
    assert "chart-bar" not in classes(nothing)
    assert parsed(bullet_chart(5, None, title="a")).find("text") is None


def test_bullet_chart_stretches_beyond_the_maximum():
    root = parsed(bullet_chart(400, 100, title="a", maximum=100))
    bar = next(node for node in root.iter("rect") if "chart-bar" in node.get("class"))
    assert float(bar.get("width")) == 200
    assert parsed(bullet_chart(-5, 0, title="a", maximum=0)) is not None


def test_sparkline_leaves_gaps_and_marks_the_last():
    root = parsed(sparkline([3, 5, None, 8, 9], title="Lượt"))
    assert len(list(root.iter("polyline"))) == 2
    assert len(list(root.iter("circle"))) == 1
    assert root.get("aria-label").count("3") == 1
    alone = parsed(sparkline([1, None, 2, None], title="x"))
    assert len(list(alone.iter("circle"))) == 2
    assert not list(parsed(sparkline([], title="x")).iter("polyline"))
    assert parsed(sparkline([-3, 0], title="x")).find("polyline").get("points") == "4,24 116,4"


def test_column_chart_draws_each_value_and_a_legend():
    root = parsed(column_chart(["T1", "T2"], {"2025": [10, None], "2026": [40, 5]}, title="Lượt"))
    tips = [node.find("title").text for node in root.iter("rect")]
    assert tips == ["T1, 2025: 10", "T1, 2026: 40", "T2, 2026: 5", "2025", "2026"]
    assert "chart-bar-2" in classes(root)
    assert "T1 40, T2 5" in root.get("aria-label")
    labels = [node.text for node in root.iter("text")]
    assert {"0", "25", "50", "T1", "T2", "2025", "2026"} <= set(labels)
    single = parsed(column_chart([f"T{i}" for i in range(40)], {"a": list(range(40))}, title="x"))
    assert len(list(single.iter("rect"))) == 40
    assert len([node for node in single.iter("text") if (node.text or "").startswith("T")]) < 40


def test_column_chart_without_values_and_with_a_wrong_length():
    assert parsed(column_chart([], {}, title="x")).get("aria-label") == "x"
    assert not list(parsed(column_chart(["a"], {"s": [0]}, title="x")).iter("polyline"))
    with pytest.raises(ValueError, match="2 values for 1"):
        column_chart(["a"], {"s": [1, 2]}, title="x")


def test_completeness_grid_shows_each_state_by_its_sign():
    name = "Thư viện Trường Trung học cơ sở phường"
    root = parsed(completeness_grid([name], ["1", "2", "3", "4"], [["full", "part", "none", "off"]], title="Đủ"))
    signs = [node.text for group in root.iter("g") for node in group.iter("text")]
    assert signs == ["✓", "◐", "✕", "·"]
    assert {"chart-hit", "chart-part", "chart-miss", "chart-empty"} <= classes(root)
    assert next(root.iter("g")).find("title").text.startswith(f"{name}, 1: ")
    assert any((node.text or "").endswith("…") for node in root.iter("text"))
    assert parsed(completeness_grid([], [], [], title="Đủ")).get("aria-label") == "Đủ"


def test_completeness_grid_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="do not fit"):
        completeness_grid(["a"], ["1"], [["full", "full"]], title="x")
    with pytest.raises(KeyError):
        completeness_grid(["a"], ["1"], [["done"]], title="x")
