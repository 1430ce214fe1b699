"""What is typed into the form of a scheme."""

from __future__ import annotations


def scheme_data(line_id, category_id):
    return {
        "code": "TRAIN-1",
        "name_th": "คูปองฝึกอบรม",
        "name_en": "Training coupon",
        "purpose_th": "ความรู้",
        "purpose_en": "Knowledge",
        "line_id": str(line_id or ""),
        "payee_mode": "pay_provider",
        "applies_from": "1/11/2569",
        "applies_until": "31/3/2570",
        "delivers_until": "30/9/2570",
        "coupon_valid_days": "365",
        "delivery_days": "90",
        "max_open_coupons": "1",
        "micro_share": "80",
        "micro_cap": "50,000",
        "categories": [str(category_id)],
        "sectors": ["manufacturing"],
        "provinces": ["52", "50"],
    }
