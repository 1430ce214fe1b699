"""What is typed into the forms of this package."""

from __future__ import annotations

import io

from tests.projects.drafts import a_png

PROJECT = {
    "code": "P1",
    "name_th": "โครงการ",
    "name_en": "Project",
    "approach": "ผ่านคูปอง",
    "lead_agency": "สสว.",
    "lead_agency_kind": "state_body",
    "priority": "1",
    "starts_on": "1/10/2569",
    "ends_on": "30/9/2570",
    "budget": "5,000,000",
    "sme_fund": "5,000,000",
    "kpis-0-name_th": "จำนวน SME",
    "kpis-0-unit": "smes",
    "kpis-0-direction": "up",
    "kpis-0-baseline": "0",
    "kpis-0-target": "400",
    "kpis-0-agreed_on": "20 ก.ย. 2569",
}


def paper(**changes):
    data = {
        "body": "executive_board",
        "number": "12/2569",
        "taken_on": "27/9/2569",
        "file": [(io.BytesIO(a_png()), "มติ.png")],
    }
    return {"data": data | changes, "content_type": "multipart/form-data"}
