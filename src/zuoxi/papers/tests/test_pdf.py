"""What making PDFs does to the process beside them."""

from PIL import ImageFile

from zuoxi.papers import pdf


def test_photos_that_are_cut_off_are_refused_after_a_pdf_as_before():
    pdf.require()
    pdf.pdf_of("<p>故障申报</p>")

    assert not ImageFile.LOAD_TRUNCATED_IMAGES
