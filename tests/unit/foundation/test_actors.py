"""Scope is derived from the roles held, never stored."""

from tidu.foundation.actors import Actor, Grant, OrganisationKind, Role, system


def grant(role, kind, number=1):
    return Grant(
        role=role,
        organisation_id=number,
        organisation_code=f"C{number}",
        organisation_kind=kind,
        organisation_name=f"机构{number}",
    )


def test_a_township_leader_sees_the_places_of_the_role_only():
    held = (
        grant(Role.TOWNSHIP_LEADER, OrganisationKind.TOWNSHIP, 1),
        grant(Role.TOWNSHIP_LEADER, OrganisationKind.PARK, 2),
        grant(Role.REPRESENTATIVE, OrganisationKind.TOWNSHIP, 3),
    )
    actor = Actor(user_id=7, name="王五", grants=held)
    assert actor.place_ids == {1, 2}
    assert not actor.sees_whole_county
    assert actor.organisation_codes == {"C1", "C2", "C3"}


def test_a_representative_of_a_firm_is_not_its_contact():
    held = (
        grant(Role.REPRESENTATIVE, OrganisationKind.ENTERPRISE, 1),
        grant(Role.ENTERPRISE_CONTACT, OrganisationKind.ENTERPRISE, 2),
    )
    assert Actor(user_id=7, name="王五", grants=held).credit_codes == {"C2"}


def test_somebody_without_roles_sees_nothing():
    nobody = Actor(user_id=7, name="王五")
    assert not nobody.sees_whole_county
    assert not nobody.has_role(*Role)
    assert nobody.place_ids == nobody.credit_codes == nobody.organisation_codes == frozenset()


def test_an_administrator_sees_no_firm():
    held = (grant(Role.ADMINISTRATOR, OrganisationKind.BUREAU),)
    assert not Actor(user_id=7, name="王五", grants=held).sees_whole_county


def test_the_system_sees_everything_and_is_nobodys_account():
    nightly = system("夜间任务")
    assert nightly.sees_whole_county
    assert (nightly.user_id, nightly.name, nightly.grants) == (None, "夜间任务", ())
