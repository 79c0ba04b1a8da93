from training.lines import BREAK, assembled, snapped


def test_spans_end_where_words_end():
    assert snapped("temp31 21.5C x", [("value", 4, 6), ("value", 7, 11)]) == (("value", 7, 12),)


def test_pieces_become_a_line_of_clauses():
    pieces = [("T", "quantity"), (":21.5 ", None), (BREAK + "DeviceFault", None), ("E4", "code")]
    line = assembled("SensorReading", pieces, upper=False)
    assert line.text == "T:21.5 E4"
    assert line.clauses == (("SensorReading", 0, 6), ("DeviceFault", 7, 9))
    assert line.spans == (("quantity", 0, 1), ("code", 7, 9))
