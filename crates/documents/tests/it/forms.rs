use calamine::Data;
use documents::{Block, Cell, Column, Document, Format, Letterhead, Row, Signature, Table};
use kernel::{Locale, Money};

use super::readers;

const PARAGRAPH: &str = "Đến hết kỳ báo cáo, Sàn có 498 thành viên, 202 gian hàng và 502 sản phẩm; trong kỳ có 47.770 lượt đăng nhập. Được xem nhiều nhất là cam Khe Mây, bưởi Phúc Trạch và cu đơ; ễ, ặ, ổ, Ữ, đ <không> & “được” mất.";

/// Two tables, the second longer than a page.
fn sample(locale: Locale) -> Document {
    let long = (1..=70).map(|n| {
        Row::new(vec![Cell::Text(format!("Xã Hương Khê {n}")), Cell::Number(n * 1_000), Cell::Money(Money(n * 45_000))])
    });
    let short = vec![
        Row::new(vec![Cell::Text("Cam Khe Mây".to_owned()), Cell::Number(47_770), Cell::PerMille(125)]),
        Row::new(vec![Cell::Text("=HYPERLINK(\"x\")".to_owned()), Cell::Number(0), Cell::Missing]),
        Row::total(vec![Cell::Text("Cộng".to_owned()), Cell::Number(47_770), Cell::Empty]),
    ];
    Document {
        locale,
        title: "Báo cáo tình hình hoạt động của Sàn".to_owned(),
        author: "Sở Công Thương".to_owned(),
        created_at: "2026-07-05T02:00:00Z".parse().unwrap(),
        letterhead: Letterhead {
            superior: "Ủy ban nhân dân tỉnh Hà Tĩnh".to_owned(),
            agency: "Sở Công Thương".to_owned(),
            number: "Số:        /BC-SCT".to_owned(),
            place_and_date: "Hà Tĩnh, ngày 05 tháng 7 năm 2026".to_owned(),
        },
        kind: "Báo cáo".to_owned(),
        subject: "Tình hình hoạt động của Sàn giao dịch thương mại điện tử tỉnh Hà Tĩnh, 6 tháng đầu năm 2026"
            .to_owned(),
        remark: "(Số liệu tạm tính)".to_owned(),
        blocks: vec![
            Block::Heading("I. Tóm tắt".to_owned()),
            Block::Paragraph(PARAGRAPH.to_owned()),
            Block::Table(Table {
                title: "Bảng 1. Lượt xem: mặt hàng [a/b]".to_owned(),
                columns: vec![Column::text("Mặt hàng"), Column::number("Lượt xem"), Column::number("So với kỳ trước")],
                rows: short,
                note: "Tổng lượt xem của mọi sản phẩm thuộc mặt hàng.".to_owned(),
            }),
            Block::Table(Table {
                title: "Bảng 2. Giá trị theo xã".to_owned(),
                columns: vec![Column::text("Xã, phường"), Column::number("Lượt xem"), Column::number("Giá trị")],
                rows: long.collect(),
                note: String::new(),
            }),
            Block::Note("Số liệu do phần mềm của Sàn tự tổng hợp.".to_owned()),
        ],
        recipients: vec!["UBND tỉnh (để báo cáo)".to_owned(), "Lưu: VT".to_owned()],
        signature: Signature { office: vec!["Giám đốc".to_owned()], name: "Nguyễn Văn Mẫu".to_owned() },
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pdf_reads_right_in_another_program() {
    let file = sample(Locale::Vi).write(Format::Pdf).unwrap();
    let text = readers::pdf(&file);
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let all = words(&text);
    for part in [
        PARAGRAPH,
        "Số: /BC-SCT",
        "Độc lập - Tự do - Hạnh phúc",
        "Nơi nhận:",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Văn Mẫu",
    ] {
        assert!(all.contains(&words(part)), "{part}\n{text}");
    }
    for row in ["Cam Khe Mây 47.770 12,5%", "Xã Hương Khê 70 70.000 3.150.000 ₫", "0 chưa thống kê"] {
        assert!(all.contains(row), "{row}\n{text}");
    }
    assert_ne!(pages[0].trim_start().lines().next().unwrap().trim(), "1", "the first page has no number");
    for (page, number) in pages.iter().zip(1..).skip(1) {
        assert_eq!(page.trim_start().lines().next().unwrap().trim(), number.to_string());
        if page.contains("Xã Hương Khê") {
            assert!(page.contains("Giá trị"), "the table's head comes again on page {number}");
        }
    }
}

#[test]
fn pdf_carries_a_part_of_its_fonts() {
    let file = sample(Locale::Vi).write(Format::Pdf).unwrap();
    assert!(file.len() < 200_000, "{} bytes", file.len());
    let fonts = readers::pdf_fonts(&file);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 3, "{fonts}");
    for row in rows {
        assert!(
            row.contains("+LiberationSerif") && row.contains(" yes yes yes "),
            "embedded, subset, readable: {fonts}"
        );
    }
}

#[test]
fn docx_reads_right_in_another_program() {
    let text = readers::docx(&sample(Locale::Vi).write(Format::Docx).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    for line in [
        "PAGE|210|297|20|20|30|15",
        "FONT|Times New Roman",
        "PROPERTIES|Báo cáo tình hình hoạt động của Sàn|Sở Công Thương",
        "BÁO CÁO",
        PARAGRAPH,
        "Cam Khe Mây|47.770|12,5%",
        "=HYPERLINK(\"x\")|0|chưa thống kê",
        "Cộng|47.770|",
        "Xã Hương Khê 70|70.000|3.150.000\u{a0}₫",
    ] {
        assert!(lines.contains(&line), "{line}\n{text}");
    }
    assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"), "{text}");
}

#[test]
fn sheets_hold_numbers() {
    let sheets = readers::xlsx(&sample(Locale::Vi).write(Format::Xlsx).unwrap());
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Tóm tắt", "Bảng 1. Lượt xem mặt hàng ab", "Bảng 2. Giá trị theo xã"]);
    assert!(sheets[0].1.iter().flatten().any(|cell| cell == &Data::String(PARAGRAPH.to_owned())));
    let row = |text: &str, number: f64, last: Data| vec![Data::String(text.to_owned()), Data::Float(number), last];
    let first = &sheets[1].1;
    assert_eq!(first[2], row("Cam Khe Mây", 47_770.0, Data::Float(0.125)));
    assert_eq!(first[3], row("=HYPERLINK(\"x\")", 0.0, Data::String("chưa thống kê".to_owned())), "text, no formula");
    assert_eq!(sheets[2].1[71], row("Xã Hương Khê 70", 70_000.0, Data::Float(3_150_000.0)));
}

#[test]
fn csv_holds_every_table_in_records_of_one_width() {
    let file = sample(Locale::En).write(Format::Csv).unwrap();
    let text = std::str::from_utf8(&file).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect();
    assert_eq!(rows.len(), 2 + 3 + 70);
    assert_eq!(rows[1][1..], ["Cam Khe Mây", "47770", "12.5"]);
    assert_eq!(rows[2][1..], ["'=HYPERLINK(\"x\")", "0", "not recorded yet"]);
    assert_eq!(rows[74], ["Bảng 2. Giá trị theo xã", "Xã Hương Khê 70", "70000", "3150000"]);
}

#[test]
fn document_without_tables_is_written_in_every_form() {
    let mut document = sample(Locale::En);
    document.blocks.clear();
    document.recipients.clear();
    for format in Format::ALL {
        assert!(!document.write(format).unwrap().is_empty(), "{format:?}");
    }
}
