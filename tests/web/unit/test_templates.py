from tests.web.conftest import heading


def test_templates_are_offered_for_every_category(clerk):
    source = clerk.open("/templates/")

    assert heading(source).startswith("填报模板：")
    assert source.index("本单位应报") > source.index("行政许可")
    assert "/templates/penalty.xlsx" in source


def test_template_is_a_workbook(clerk):
    assert clerk.open("/templates/licence.xlsx").startswith("PK")


def test_template_of_no_category_is_not_there(clerk):
    assert "没有「nothing」这一类的模板" in clerk.open("/templates/nothing.xlsx", 404)
