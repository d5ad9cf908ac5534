"""Which Apple IDs there are, each with a way of its own to be asked for the second factor."""

from __future__ import annotations

from dataclasses import replace

from storelink_simulator.apple.identity.accounts import Account, Phone, drawn

OWNER = "m.okafor@brightside.example"
MANAGER = "j.lindqvist@brightside.example"
SUPPORT = "a.serra@brightside.example"
ACCOUNTANT = "t.nakata@brightside.example"
MARKETER = "p.dubois@brightside.example"
STRANGER = "r.halloran@tideline.example"
ZERO_SALT = "z.novak@tideline.example"
PLAIN = "o.brandt@tideline.example"
COMPANY = "k.ito@bigcorp.example"
DENVER = Phone(1, "+1 (303) 555-0101")
LONDON = Phone(2, "+44 7700\u00a0900102")
STOCKHOLM = Phone(1, "+46 70\u00a0174\u00a006\u00a011")
DESK = Phone(2, "+46 8\u00a0502\u00a0305\u00a012", mode="voice")
GENEVA = Phone(3, "+41 78\u00a0555\u00a001\u00a013", is_unusable=True)
LISBON = Phone(1, "+351 91\u00a0555\u00a00121")
TOKYO = Phone(1, "+81 90-5555-0131")


def accounts(seed: int) -> tuple[Account, ...]:
    """All Apple IDs of a seed."""

    def make(apple_id: str, first: str, last: str, note: str) -> Account:
        return replace(drawn(seed, apple_id, first, last), note=note)

    zero = make(ZERO_SALT, "Zora", "Novak", "the salt starts with a zero byte")
    nakata = make(ACCOUNTANT, "Tomo", "Nakata", "a device, one phone; a password beyond ASCII")
    return (
        replace(
            make(OWNER, "Mira", "Okafor", "two devices, two phones, three teams"),
            devices=("Mira’s iPhone", "Mira’s MacBook Pro"),
            phones=(DENVER, LONDON),
            protocol="s2k",
        ),
        replace(
            make(MANAGER, "Jonas", "Lindqvist", "no device; texts, a call, an unusable number"),
            phones=(STOCKHOLM, DESK, GENEVA),
            protocol="s2k_fo",
        ),
        replace(
            make(SUPPORT, "Ana", "Serra", "no device, one phone: the text comes by itself"),
            phones=(LISBON,),
        ),
        replace(
            nakata,
            password=f"{nakata.password} 潮時 é",
            devices=("Tomo’s iPad",),
            phones=(TOKYO,),
        ),
        replace(
            make(MARKETER, "Pia", "Dubois", "security keys are required"),
            phones=(DENVER,),
            security_keys=("Blue key", "Spare key"),
        ),
        replace(
            make(STRANGER, "Rory", "Halloran", "signs in, but belongs to no team"),
            devices=("Rory’s iPhone",),
            phones=(LONDON,),
        ),
        replace(
            zero,
            salt=b"\0" + zero.salt[1:],
            devices=("Zora’s iPhone",),
            phones=(DENVER,),
        ),
        replace(make(PLAIN, "Otto", "Brandt", "no two-factor authentication"), auth_type="sa"),
        replace(make(COMPANY, "Kei", "Ito", "signs in with the company"), is_federated=True),
    )
