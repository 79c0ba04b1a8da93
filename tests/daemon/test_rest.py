from agent.daemon.rest import Rest
from support.clocks import Hands


def make(hands, unloaded):
    return Rest(lambda: unloaded.append(hands.steady), lambda: hands.steady)


def test_the_model_is_unloaded_once_after_a_silence():
    hands, unloaded = Hands(), []
    rest = make(hands, unloaded)
    rest.worked()
    assert rest.wait(60) == 60
    hands.go(59)
    rest.do_what_is_due(60)
    assert not unloaded
    hands.go(1)
    assert rest.wait(60) == 0
    rest.do_what_is_due(60)
    rest.do_what_is_due(60)
    assert unloaded == [hands.steady]
    assert rest.wait(60) is None
    rest.worked()
    assert rest.wait(60) == 60


def test_never_where_it_is_not_wanted():
    hands, unloaded = Hands(), []
    rest = make(hands, unloaded)
    hands.go(1e9)
    assert rest.wait(0) is None
    rest.do_what_is_due(0)
    assert not unloaded


def test_after_a_burst_it_looks_again_soon_and_once():
    hands = Hands()
    rest = make(hands, [])
    for _ in range(200):
        rest.worked()
    wait = rest.wait(0)
    assert 0 < wait < 60
    hands.go(wait)
    rest.do_what_is_due(0)
    assert rest.wait(0) is None
    rest.worked()
    assert rest.wait(0) is None
