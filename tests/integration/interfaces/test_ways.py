"""The navigation: every way leads to a page, and the page lets in exactly those who are shown the way."""

import pytest
from django.urls import resolve, reverse

from tidu.foundation.actors import Role
from tidu.interfaces.kit.navigation import everything
from tidu.interfaces.workbench.ways import WAYS


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_is_shown_to_those_whom_its_page_lets_in(way):
    page = resolve(reverse(way.name)).func.view_class
    assert page.roles == way.roles
    assert page.section == way.name


@pytest.mark.parametrize("role", Role)
def test_every_way_that_somebody_is_shown_has_a_key_of_its_own(role):
    keys = [way.key for way in everything() if way.key and role in way.roles]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("role", Role)
def test_everybody_is_shown_only_the_own_ways(signed_in, role):
    shown = [way["entry"].name for way in signed_in(role).get("/").context["navigation"]]
    assert shown == [way.name for way in everything() if role in way.roles]
