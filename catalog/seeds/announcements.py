"""News for customers: what changed, since when, and from whom we know it."""

from dataclasses import dataclass

from catalog.seeds.markup import html


@dataclass(frozen=True)
class News:
    """An announcement in both languages; the bodies are HTML."""

    slug: str
    title_en: str
    title_ko: str
    body_en: str
    body_ko: str
    is_pinned: bool = False


ANNOUNCEMENTS = [
    News(
        slug="import-duty-since-july-25-2026",
        is_pinned=True,
        title_en="Import duty since July 25, 2026: what we know, and what not",
        title_ko="2026년 7월 25일부터의 수입 관세: 확인된 것과 아직 모르는 것",
        body_en=html("""
            <p>Parcels worth up to $800 were free of duty until August 28, 2025. From August 29, 2025 duty
            was 15 % for goods from Korea, and from February 24 to July 24, 2026 it was 10 % (Section
            122).</p>
            <p>What applies since July 25, 2026 we could not establish. Until our staff have confirmed it,
            we go on with <strong>10 %</strong>, the last rate that we know, and mark it as unverified. Your
            delivery bill shows the rate that we used.</p>
            <p>Sources and details: <a href="/guides/us-customs-and-duty/">U.S. customs and import
            duty</a>.</p>
            """),
        body_ko=html("""
            <p>$800 이하의 소포는 2025년 8월 28일까지 관세가 없었어요. 2025년 8월 29일부터 한국산 물품의
            관세는 15%였고, 2026년 2월 24일부터 7월 24일까지는 10%(무역법 122조, Section 122)였어요.</p>
            <p>2026년 7월 25일부터 무엇이 적용되는지는 확인하지 못했어요. 담당자가 확인할 때까지는
            마지막으로 확인된 <strong>10%</strong>를 그대로 쓰고 “미확인”으로 표시해요. 적용한 세율은 배송비
            청구서에 적혀 있어요.</p>
            <p>출처와 자세한 내용: <a href="/guides/us-customs-and-duty/">미국 통관과 수입 관세</a></p>
            """),
    ),
    News(
        slug="year-end-and-seollal-2027",
        title_en="Closed at the end of the year and for Seollal 2027",
        title_ko="연말연시와 2027년 설날 휴무 안내",
        body_en=html("""
            <p>Our desk in Seoul is closed on these days:</p>
            <ul>
            <li>Friday, December 25, 2026 (Christmas Day)</li>
            <li>Friday, January 1, 2027 (New Year's Day)</li>
            <li>Saturday, February 6 to Tuesday, February 9, 2027 (Seollal)</li>
            </ul>
            <p>After Seollal we are back on Wednesday, February 10, 2027. You can send requests and pay on
            all days. The time you have to pay runs on while we are closed; the time in which we mean to
            answer does not. Korean shops and couriers may be slower around Seollal.</p>
            """),
        body_ko=html("""
            <p>서울 사무실은 다음 날짜에 쉬어요.</p>
            <ul>
            <li>2026년 12월 25일 금요일(성탄절)</li>
            <li>2027년 1월 1일 금요일(신정)</li>
            <li>2027년 2월 6일 토요일~2월 9일 화요일(설날 연휴)</li>
            </ul>
            <p>설 연휴 뒤에는 2027년 2월 10일 수요일에 다시 시작해요. 견적 요청과 결제는 쉬는 날에도 하실 수
            있어요. 결제 기한은 쉬는 동안에도 그대로 흐르고, 저희가 답변드리는 기한은 쉬는 날을 빼고
            계산해요. 설날 전후에는 한국 쇼핑몰과 택배가 평소보다 늦을 수 있어요.</p>
            """),
    ),
    News(
        slug="declared-value-and-gifts",
        title_en="We declare what was paid, and never a gift",
        title_ko="신고 가액은 실제 결제 금액, 선물 신고는 하지 않아요",
        body_en=html("""
            <p>Please do not ask us to declare a lower value, or a gift: we do neither. Customs is told the
            price that was really paid for what is in the parcel.</p>
            <p>Korea Post's notice 2454 leaves gifts worth up to $100 free of duty. A parcel sent by a
            company is not a gift, however, so this exemption is not for parcels that we send.</p>
            """),
        body_ko=html("""
            <p>가액을 낮추거나 선물로 신고해 달라고 부탁하지 말아 주세요. 저희는 둘 다 하지 않아요. 세관에는
            소포에 든 상품에 실제로 결제한 가격을 신고해요.</p>
            <p>우체국 공지 2454에 따르면 $100 이하의 선물은 관세가 없어요. 하지만 회사가 보내는 소포는
            선물이 될 수 없어서, 저희가 보내는 소포에는 이 면세가 적용되지 않아요.</p>
            """),
    ),
    News(
        slug="usps-brings-ems-to-your-door",
        title_en="Why your EMS parcel appears at USPS",
        title_ko="EMS 소포가 USPS에서 조회되는 이유",
        body_en=html("""
            <p>Korea Post carries EMS parcels to the U.S. From their arrival on, USPS brings them to the
            door <strong>under the same number</strong>. Our tracking page asks both from then on, and shows
            who told what, so one link is enough. FedEx parcels stay with FedEx.</p>
            <p>More: <a href="/guides/tracking-your-parcel/">Tracking your parcel</a>.</p>
            """),
        body_ko=html("""
            <p>EMS 소포는 미국까지 우체국이 운송하고, 미국에 도착한 뒤에는 USPS가 <strong>같은
            번호로</strong> 집 앞까지 배달해요. 그때부터 배송 조회 페이지는 두 곳에 모두 확인하고 어느 쪽이
            알려 온 기록인지도 표시해요. 링크 하나면 충분해요. FedEx 소포는 끝까지 FedEx가 배달해요.</p>
            <p>자세한 내용: <a href="/guides/tracking-your-parcel/">소포 배송 조회</a></p>
            """),
    ),
    News(
        slug="ems-to-the-us-runs-again",
        title_en="EMS to the U.S. has been running again since October 22, 2025",
        title_ko="2025년 10월 22일부터 미국행 EMS를 다시 이용할 수 있어요",
        body_en=html("""
            <p>Korea Post stopped EMS to the U.S. on August 26, 2025, when the duty-free limit was about to
            end. It took parcels again from September 22, with the duty paid by the sender, until a fire at
            Korea's government data centre stopped it once more. Since October 22, 2025, it has been
            running.</p>
            <p>The duty on parcels worth up to $800 is now part of your delivery bill. Sources: ohmynews;
            Korea Post, notice 2454.</p>
            """),
        body_ko=html("""
            <p>소액 면세가 끝나기 직전인 2025년 8월 26일, 우체국은 미국행 EMS 접수를 중단했어요. 9월 22일에
            보내는 쪽이 관세를 내는 방식으로 다시 시작했지만 국가정보자원관리원 화재로 또 멈췄고, 2025년
            10월 22일부터 다시 접수하고 있어요.</p>
            <p>$800 이하 소포의 관세는 이제 배송비 청구서에 포함돼요. 출처: 오마이뉴스, 우체국 공지
            2454.</p>
            """),
    ),
]
