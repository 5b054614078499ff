"""Import duty since the end of the duty-free limit: dates, rates, who pays, and where we know it from.

Every date and figure is that of a row in seeds/duty.py; the sources are those rows' sources.
"""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

CUSTOMS = GuidePage(
    slug="us-customs-and-duty",
    position=70,
    title_en="U.S. customs and import duty",
    title_ko="미국 통관과 수입 관세",
    summary_en="What applies since duty-free parcels ended, who pays the duty, and what your bill shows.",
    summary_ko="소액 면세가 끝난 뒤의 관세, 누가 내는지, 청구서에 어떻게 적히는지 알려 드려요.",
    blocks_en=[
        text("""
            <p>Until August 28, 2025, parcels worth up to $800 came into the U.S. free of duty. That has ended
            for parcels from all countries. This page says what we know, since when, and from whom.</p>
            """),
        heading("What applied when"),
        text("""
            <ul>
            <li><strong>August 29, 2025 to February 23, 2026: 15 %</strong> for goods from Korea. Sources:
            EO 14324, as reported by mallorygroup, mondaq and jetworldwide; the rate for Korea by kmib and
            donga.</li>
            <li><strong>February 24 to July 24, 2026: 10 %</strong>, the Section 122 surcharge. The Supreme
            Court had voided the earlier tariff on February 20, 2026. Sources: BDO, Perkins Coie,
            internationaltradeinsights, tradecompliancesoftware.</li>
            <li><strong>Since July 25, 2026: not established.</strong> We found no source for what applies
            now. Our table goes on with the last known rate, 10 %, and marks it as unverified.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>Our staff still have to confirm the rate since July 25, 2026. Your delivery bill shows which
            rate we used. It is priced when your parcel is packed, not when you ask for the quote.</p>
            """,
        ),
        heading("Who pays it"),
        text("""
            <ul>
            <li><strong>EMS, worth up to $800:</strong> we pay it at customs, and it is part of your
            delivery bill, with a handling fee of $1.04 plus 10 % of the duty (Korea Post, notice
            2454).</li>
            <li><strong>EMS, above $800:</strong> you pay it on arrival, without that fee (same
            notice).</li>
            <li><strong>EMS to Guam and the like:</strong> you pay it on arrival, whatever the value (same
            notice).</li>
            <li><strong>FedEx, worth up to $2,500:</strong> part of your delivery bill (our own table,
            unverified). Above that we cannot price the parcel by ourselves: ask us before you order.</li>
            </ul>
            """),
        steps(
            ("The value", "<p>An EMS parcel to California holds items for which you paid $100.00.</p>"),
            ("The duty", "<p>10 % of it, $10.00.</p>"),
            ("The handling fee", "<p>$1.04 and 10 % of the duty, together $2.04.</p>"),
        ),
        heading("The value we declare"),
        text("""
            <p>The price really paid for what is in the parcel, without our fees. Never less, and never a
            gift: the exemption for gifts is not for parcels sent by a company. Duty follows the country
            where a thing was made, not where it was sold (valueaddedresource); our table is for goods made
            in Korea.</p>
            <p>You need no personal customs code (개인통관고유부호). That one is for imports into Korea.</p>
            """),
    ],
    blocks_ko=[
        text("""
            <p>2025년 8월 28일까지는 $800 이하의 소포가 관세 없이 미국에 들어갔어요. 지금은 모든 나라에서
            오는 소포에 이 면세가 적용되지 않아요. 저희가 아는 내용을 날짜, 출처와 함께 알려 드려요.</p>
            """),
        heading("언제 어떤 세율이었나요"),
        text("""
            <ul>
            <li><strong>2025년 8월 29일~2026년 2월 23일: 15%</strong>, 한국산 물품 기준이에요. 출처:
            행정명령 EO 14324(mallorygroup, mondaq, jetworldwide 보도), 한국 세율은 국민일보(kmib)와
            동아일보(donga) 보도.</li>
            <li><strong>2026년 2월 24일~7월 24일: 10%</strong>, 무역법 122조(Section 122) 추가 관세예요.
            앞의 관세는 2026년 2월 20일 연방대법원에서 무효가 되었어요. 출처: BDO, Perkins Coie,
            internationaltradeinsights, tradecompliancesoftware.</li>
            <li><strong>2026년 7월 25일부터: 확인되지 않았어요.</strong> 지금 무엇이 적용되는지 알려 주는
            출처를 찾지 못했어요. 저희 표에는 마지막으로 확인된 10%를 그대로 쓰고 “미확인”으로 표시해
            두었어요.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>2026년 7월 25일부터의 세율은 아직 담당자의 확인이 필요해요. 적용한 세율은 배송비 청구서에
            적혀 있어요. 관세는 견적을 요청하실 때가 아니라 소포를 포장할 때 계산해요.</p>
            """,
        ),
        heading("누가 내나요"),
        text("""
            <ul>
            <li><strong>EMS, $800 이하:</strong> 저희가 세관에 먼저 내고 배송비 청구서에 포함해요. 관세 처리
            수수료 $1.04와 관세의 10%가 더해져요(우체국 공지 2454).</li>
            <li><strong>EMS, $800 초과:</strong> 도착할 때 직접 내시고 처리 수수료는 없어요(같은 공지).</li>
            <li><strong>괌 등으로 가는 EMS:</strong> 금액과 관계없이 도착할 때 직접 내세요(같은 공지).</li>
            <li><strong>FedEx, $2,500 이하:</strong> 배송비 청구서에 포함해요(저희 표 기준이며
            미확인이에요). 이를 넘는 소포는 저희가 바로 가격을 정할 수 없으니 주문하시기 전에 문의해
            주세요.</li>
            </ul>
            """),
        steps(
            ("가액", "<p>캘리포니아로 가는 EMS 소포에 $100.00를 주고 산 상품이 들어 있어요.</p>"),
            ("관세", "<p>가액의 10%인 $10.00예요.</p>"),
            ("처리 수수료", "<p>$1.04에 관세의 10%를 더해 모두 $2.04예요.</p>"),
        ),
        heading("신고하는 가액"),
        text("""
            <p>소포에 든 상품에 실제로 결제하신 가격이고, 저희 수수료는 빼요. 낮추어 신고하지 않고 선물로
            신고하지도 않아요. 선물 면세는 회사가 보내는 소포에는 적용되지 않아요. 관세는 판매한 나라가
            아니라 만든 나라를 기준으로 하고(valueaddedresource), 저희 표는 한국산 물품의 표예요.</p>
            <p>개인통관고유부호는 필요 없어요. 한국으로 수입할 때 쓰는 번호예요.</p>
            """),
    ],
)
