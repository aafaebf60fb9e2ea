use kernel::{
    Locale::{En, Vi},
    Money,
    Problem::{self, AmbiguousMoney, NotMoney},
};

fn read(text: &str) -> Result<i64, Problem> {
    Money::parse(text).map(|money| money.0)
}

#[test]
fn prices_are_read_as_people_type_them() {
    let typed = [
        ("45000", 45_000),
        ("45.000", 45_000),
        ("45,000", 45_000),
        ("45 000", 45_000),
        ("45k", 45_000),
        ("45K", 45_000),
        ("45 nghìn", 45_000),
        ("25 ngàn", 25_000),
        ("25 ngan dong", 25_000),
        ("1tr2", 1_200_000),
        ("1tr25", 1_250_000),
        ("1tr250", 1_250_000),
        ("1tr05", 1_050_000),
        ("1,2 triệu", 1_200_000),
        ("1.2 triệu", 1_200_000),
        ("1 triệu 2", 1_200_000),
        ("1 triệu 250 nghìn", 1_250_000),
        ("2 triệu rưỡi", 2_500_000),
        ("45k5", 45_500),
        ("1.200.000đ", 1_200_000),
        ("45.000 ₫", 45_000),
        ("45.000\u{A0}₫", 45_000),
        ("₫45,000", 45_000),
        ("45000 VND", 45_000),
        ("45.000 VNĐ", 45_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1.234.567", 1_234_567),
        ("45.000,00", 45_000),
        ("1.500", 1_500),
        ("0", 0),
        ("0,5 triệu", 500_000),
        ("1 200 000 đồng", 1_200_000),
        ("12\u{200B}000", 12_000),
    ];
    for (text, amount) in typed {
        assert_eq!(read(text), Ok(amount), "{text}");
    }
}

#[test]
fn what_can_mean_two_amounts_is_asked_back() {
    for text in ["1.5", "1,5", "1.5đ", "45,00", "1.2345", "0.500", "1.500k", "1,500 triệu"] {
        assert_eq!(read(text), Err(AmbiguousMoney), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    let wrong = [
        "abc",
        "đ",
        "k",
        "45-50k",
        "1.2.3",
        "1..5",
        "1,",
        "45 50",
        "1.234,567",
        "1,2345k",
        "5 trăm",
        "1k2tr",
        "1tr1000k",
        "45k abc",
        "1e5",
        "+5",
        "٤٥٠٠٠",
        "1tr2345678",
    ];
    for text in wrong {
        assert_eq!(read(text), Err(NotMoney), "{text}");
    }
    for text in ["9223372036854775808", "99999999999999999999", "99999999999 tỷ"] {
        assert_eq!(read(text), Err(Problem::TooLarge(i64::MAX)), "{text}");
    }
    for text in ["-45000", "-45k", "−1"] {
        assert_eq!(read(text), Err(Problem::NotPositive), "{text}");
    }
    assert_eq!(read(" "), Err(Problem::Required));
}

#[test]
fn money_is_shown_in_both_languages() {
    assert_eq!(Money(45_000).format(Vi), "45.000\u{A0}₫");
    assert_eq!(Money(45_000).format(En), "₫45,000");
    assert_eq!(Money(-1_234_567).format(Vi), "-1.234.567\u{A0}₫");
    assert_eq!(Money(-1_234_567).format(En), "-₫1,234,567");
    assert_eq!(Money(999).format(Vi), "999\u{A0}₫");
}

#[test]
fn money_is_said_in_vietnamese_words() {
    let said = [
        (0, "không đồng"),
        (5, "năm đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (24, "hai mươi tư đồng"),
        (105, "một trăm linh năm đồng"),
        (111, "một trăm mười một đồng"),
        (45_000, "bốn mươi lăm nghìn đồng"),
        (1_200_000, "một triệu hai trăm nghìn đồng"),
        (1_005_000, "một triệu không trăm linh năm nghìn đồng"),
        (1_000_005, "một triệu không trăm linh năm đồng"),
        (1_000_010, "một triệu không trăm mười đồng"),
        (2_000_000_000_000, "hai nghìn tỷ đồng"),
        (-54_321, "âm năm mươi tư nghìn ba trăm hai mươi mốt đồng"),
    ];
    for (amount, words) in said {
        assert_eq!(Money(amount).in_words(Vi), words);
    }
}

#[test]
fn money_is_said_in_english_words() {
    let said = [
        (0, "zero dong"),
        (45_000, "forty-five thousand dong"),
        (1_200_005, "one million two hundred thousand and five dong"),
        (1_000_120, "one million one hundred and twenty dong"),
        (19_000_000_000, "nineteen billion dong"),
    ];
    for (amount, words) in said {
        assert_eq!(Money(amount).in_words(En), words);
    }
}
