-- The ladder of rules by hand, for DuckDB: integers, cross-multiplied, in layers, unguarded against what is missing.
WITH cells AS (
    SELECT *,
        registered_on <= DATE '2024-12-31' AS since2024,
        registered_on <= DATE '2023-12-31' AS since2023,
        registered_on <= DATE '2022-12-31' AS since2022
    FROM county
), facts AS (
    SELECT *,
        DATE '2025-06-10' - registered_on AS days,
        CASE WHEN since2024 THEN "tech_staff@2024" ELSE 0 END AS tech_staff,
        CASE WHEN since2024 THEN "staff_average@2024" ELSE 0 END AS staff_average,
        CASE WHEN since2024 THEN "rd_deductible@2024" ELSE 0 END AS rd_deductible,
        CASE WHEN since2023 THEN "rd_deductible@2023" ELSE 0 END AS rd_before,
        CASE WHEN since2024 THEN "revenue@2024" ELSE 0 END AS revenue,
        CASE WHEN since2023 THEN "revenue@2023" ELSE 0 END AS revenue_before,
        CASE WHEN since2022 THEN "revenue@2022" ELSE 0 END AS revenue_earlier,
        CASE WHEN since2024 THEN "total_cost@2024" ELSE 0 END AS total_cost,
        CASE WHEN since2024 THEN "ip_class1@2024" ELSE 0 END AS ip_class1,
        CASE WHEN since2024 THEN "ip_class2@2024" ELSE 0 END AS ip_class2,
        CASE WHEN since2024 THEN "total_assets@2024" ELSE 0 END AS total_assets,
        CASE WHEN since2024 THEN "total_liabilities@2024" ELSE 0 END AS total_liabilities,
        CASE WHEN since2024 THEN "net_profit@2024" ELSE 0 END AS net_profit,
        CASE WHEN since2024 THEN "hightech_income@2024" ELSE 0 END AS hightech_income,
        CASE WHEN since2024 THEN "total_income@2024" ELSE 0 END AS total_income,
        CASE WHEN since2024 THEN "rd_hnte@2024" ELSE 0 END AS rd_hnte,
        CASE WHEN since2024 THEN "rd_hnte_domestic@2024" ELSE 0 END AS rd_hnte_domestic,
        CASE WHEN since2024 THEN "rd_hnte@2024" ELSE 0 END + CASE WHEN since2023 THEN "rd_hnte@2023" ELSE 0 END
            + CASE WHEN since2022 THEN "rd_hnte@2022" ELSE 0 END AS rd3,
        CASE WHEN since2024 THEN "rd_hnte_domestic@2024" ELSE 0 END
            + CASE WHEN since2023 THEN "rd_hnte_domestic@2023" ELSE 0 END
            + CASE WHEN since2022 THEN "rd_hnte_domestic@2022" ELSE 0 END AS domestic3,
        CASE WHEN since2024 THEN "revenue@2024" ELSE 0 END + CASE WHEN since2023 THEN "revenue@2023" ELSE 0 END
            + CASE WHEN since2022 THEN "revenue@2022" ELSE 0 END AS revenue3
    FROM cells
), tables AS (
    SELECT *,
        CASE WHEN staff_average <= 0 THEN 0 WHEN tech_staff * 100 >= staff_average * 30 THEN 20
            WHEN tech_staff * 100 >= staff_average * 25 THEN 16 WHEN tech_staff * 100 >= staff_average * 20 THEN 12
            WHEN tech_staff * 100 >= staff_average * 15 THEN 8 WHEN tech_staff * 100 >= staff_average * 10 THEN 4
            ELSE 0 END AS tech_points,
        CASE WHEN revenue <= 0 THEN 0 WHEN rd_deductible * 100 >= revenue * 6 THEN 50
            WHEN rd_deductible * 100 >= revenue * 5 THEN 40 WHEN rd_deductible * 100 >= revenue * 4 THEN 30
            WHEN rd_deductible * 100 >= revenue * 3 THEN 20 WHEN rd_deductible * 100 >= revenue * 2 THEN 10
            ELSE 0 END AS by_sales,
        CASE WHEN total_cost <= 0 THEN 0 WHEN rd_deductible * 100 >= total_cost * 30 THEN 50
            WHEN rd_deductible * 100 >= total_cost * 25 THEN 40 WHEN rd_deductible * 100 >= total_cost * 20 THEN 30
            WHEN rd_deductible * 100 >= total_cost * 15 THEN 20 WHEN rd_deductible * 100 >= total_cost * 10 THEN 10
            ELSE 0 END AS by_cost,
        CASE WHEN ip_class1 >= 1 THEN 30 ELSE 0 END AS ip1,
        CASE WHEN ip_class2 >= 4 THEN 24 WHEN ip_class2 = 3 THEN 18 WHEN ip_class2 = 2 THEN 12
            WHEN ip_class2 = 1 THEN 6 ELSE 0 END AS ip2,
        CASE WHEN revenue <= 5000000000 THEN 5 WHEN revenue <= 20000000000 THEN 4 ELSE 3 END AS percent,
        CASE WHEN revenue <= 5000000000 THEN 10 WHEN revenue <= 20000000000 THEN 8 ELSE 5 END AS loan
    FROM facts
), points AS (
    SELECT *, greatest(by_sales, by_cost) AS rd_points, greatest(ip1, ip2) AS ip_points,
        tech_points + greatest(by_sales, by_cost) + greatest(ip1, ip2) AS score
    FROM tables
), clauses AS (
    SELECT *,
        days >= 365 AS "hnte.gates/clause.registered_days",
        ip_class1 + ip_class2 >= 1 AS "hnte.gates/clause.own_ip",
        in_hightech_field AS "hnte.gates/clause.hightech_field",
        tech_staff * 10 >= staff_average AND staff_average > 0 AS "hnte.gates/clause.tech_staff",
        rd3 * 100 >= revenue3 * percent AND revenue3 > 0 AS "hnte.gates/clause.rd_intensity",
        domestic3 * 5 >= rd3 * 3 AND rd3 > 0 AS "hnte.gates/clause.rd_domestic",
        hightech_income * 5 >= total_income * 3 AND total_income > 0 AS "hnte.gates/clause.hightech_income",
        NOT major_incident_365d AS "hnte.gates/clause.no_incident",
        resident_enterprise AS "sme.score/clause.resident",
        staff_average <= 500 AND since2024 AS "sme.score/clause.staff_limit",
        revenue <= 20000000000 AND since2024 AS "sme.score/clause.revenue_limit",
        total_assets <= 20000000000 AND since2024 AS "sme.score/clause.assets_limit",
        NOT restricted_products AS "sme.score/clause.products",
        NOT major_incident_365d AS "sme.score/clause.no_incident",
        NOT abnormal_or_dishonest AS "sme.score/clause.good_record",
        score >= 60 AS "sme.score/clause.score",
        tech_points > 0 AS "sme.score/clause.tech_points",
        hnte_valid AS "sme.score/clause.has_hnte",
        science_award_5y AS "sme.score/clause.has_award",
        provincial_rd_institution AS "sme.score/clause.has_institution",
        led_standard_5y AS "sme.score/clause.has_standard",
        rd_deductible >= 20000000 AS "qinglan.rd_subsidy/clause.rd_floor",
        rd_deductible >= rd_before AND rd_before > 0 AS "qinglan.rd_subsidy/clause.rd_growth",
        resident_enterprise AS "bench.deduction/clause.resident",
        NOT restricted_products AS "bench.deduction/clause.allowed",
        rd_deductible * 2 <= total_income AND total_income > 0 AS "bench.deduction/clause.within_income",
        total_liabilities * 10 <= total_assets * 7 AND total_assets > 0 AS "bench.tier1/clause.solvent",
        revenue * 400 >= revenue_earlier * 441 AND revenue_earlier > 0 AS "bench.tier3/clause.growing",
        net_profit * 20 >= revenue AND revenue > 0 AS "bench.tier4/clause.profitable"
    FROM points
), verdicts AS (
    SELECT *,
        "hnte.gates/clause.registered_days" AND "hnte.gates/clause.own_ip" AND "hnte.gates/clause.hightech_field"
            AND "hnte.gates/clause.tech_staff" AND "hnte.gates/clause.rd_intensity"
            AND "hnte.gates/clause.rd_domestic" AND "hnte.gates/clause.hightech_income"
            AND "hnte.gates/clause.no_incident" AS "hnte.gates/verdict",
        "sme.score/clause.resident" AND "sme.score/clause.staff_limit" AND "sme.score/clause.revenue_limit"
            AND "sme.score/clause.assets_limit" AND "sme.score/clause.products" AND "sme.score/clause.no_incident"
            AND "sme.score/clause.good_record"
            AND (("sme.score/clause.score" AND "sme.score/clause.tech_points") OR hnte_valid OR science_award_5y
                OR provincial_rd_institution OR led_standard_5y) AS "sme.score/verdict",
        "qinglan.rd_subsidy/clause.rd_floor" AND "qinglan.rd_subsidy/clause.rd_growth" AS "qinglan.rd_subsidy/verdict",
        "bench.deduction/clause.resident" AND "bench.deduction/clause.allowed"
            AND "bench.deduction/clause.within_income" AS "bench.deduction/verdict"
    FROM clauses
), tier1 AS (
    SELECT *, "sme.score/verdict" AND "bench.tier1/clause.solvent" AS "bench.tier1/verdict" FROM verdicts
), tier2 AS (
    SELECT *, "bench.tier1/verdict" AND "hnte.gates/verdict" AS "bench.tier2/verdict" FROM tier1
), tier3 AS (
    SELECT *, "bench.tier2/verdict" AND "bench.tier3/clause.growing" AND "qinglan.rd_subsidy/verdict"
        AS "bench.tier3/verdict"
    FROM tier2
), tier4 AS (
    SELECT *, "bench.tier3/verdict" AND "bench.tier4/clause.profitable" AND "bench.deduction/verdict"
        AS "bench.tier4/verdict"
    FROM tier3
)
SELECT key, COLUMNS('.*/(clause|verdict).*'),
    score AS "sme.score/output.score",
    tech_points AS "sme.score/output.tech_points",
    rd_points AS "sme.score/output.rd_points",
    ip_points AS "sme.score/output.ip_points",
    CASE WHEN "qinglan.rd_subsidy/verdict" THEN least(rd_deductible // 2000 * 100, 30000000) ELSE 0 END
        AS "qinglan.rd_subsidy/output.amount",
    CASE WHEN "bench.deduction/verdict" THEN rd_deductible ELSE 0 END AS "bench.deduction/output.deducted",
    CASE WHEN "bench.deduction/verdict" THEN (rd_deductible * 2 + 4) // 8 ELSE 0 END AS "bench.deduction/output.saved",
    CASE WHEN "bench.deduction/verdict" THEN
        CASE WHEN rd_deductible % 500 > 250 OR (rd_deductible % 500 = 250 AND rd_deductible // 500 % 2 = 1)
            THEN (rd_deductible // 500 + 1) * 100 ELSE rd_deductible // 500 * 100 END
        ELSE 0 END AS "bench.deduction/output.advance",
    CASE WHEN "bench.tier1/verdict" THEN least(revenue * loan // 10000 * 100, 1000000000) ELSE 0 END
        AS "bench.tier1/output.loan",
    CASE WHEN "bench.tier2/verdict" THEN least((rd_hnte + 999) // 1000 * 100, 50000000) ELSE 0 END
        AS "bench.tier2/output.bonus",
    CASE WHEN "bench.tier3/verdict" THEN
        CASE WHEN revenue > revenue_before THEN (revenue - revenue_before) * 3 // 10000 * 100 ELSE 0 END
        ELSE 0 END AS "bench.tier3/output.increment",
    CASE WHEN "bench.tier4/verdict" THEN least(rd_hnte_domestic // 2000000 * 1000000, 200000000) ELSE 0 END
        AS "bench.tier4/output.matched",
    CASE WHEN since2024 THEN tech_staff END AS "bench.tier4/output.people"
FROM tier4
