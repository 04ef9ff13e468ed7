"""Whole nights: a report comes in, phones ring, time passes."""

from tests.world import World


def test_eve_is_called_when_dana_sleeps(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", "Nobody can log in")

    world.dana.phone.receives_text("CRM down")
    world.passes(minutes=5)
    world.eve.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")

    world.passes(minutes=25)
    assert report.page_shows("An engineer is on it")
    assert world.dana.phone.receives_text("You can go back to sleep")
    assert world.dana.phone.is_quiet()
