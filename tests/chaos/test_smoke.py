"""A short run of what ``make chaos`` does for long."""

from chaos.scenarios import cut_link, kill_agent


def test_a_killed_agent_loses_nothing_and_does_nothing_twice(tmp_path):
    figures = kill_agent(tmp_path, sentences=60, times=2)
    assert figures["asked"] == figures["accepted by the broker"] == 62
    assert figures["lost"] == figures["device commands done twice"] == 0
    assert figures["understood without an intent message"] == 0
    asked, done = figures["minutes added to a timer, asked and done"]
    assert asked == done == 2


def test_a_link_that_is_cut_loses_nothing_and_does_nothing_twice(tmp_path):
    figures = cut_link(tmp_path, times=3)
    assert figures["asked"] == figures["accepted by the broker"] == 60
    assert figures["lost"] == figures["device commands done twice"] == 0
