//! What is wrong with a field, in words: what it is and how to mend it.

use kernel::{Locale, Problem, date};

use crate::market::words::amount;

#[must_use]
pub fn say(l: Locale, problem: &Problem) -> String {
    let n = |n: i64| kernel::locale::number(l, n);
    let vi = l.is_vi();
    let fixed = |vi: &str, en: &str| l.t(vi, en).to_owned();
    match problem {
        Problem::Required => fixed("Chưa có. Hãy điền hoặc chọn mục này.", "Missing. Please fill this in."),
        Problem::TooShort(min) if vi => format!("Quá ngắn: cần ít nhất {min} ký tự."),
        Problem::TooShort(min) => format!("Too short: at least {min} characters."),
        Problem::TooLong(max) if vi => format!("Quá dài: nhiều nhất {} ký tự.", n(*max as i64)),
        Problem::TooLong(max) => format!("Too long: at most {} characters.", n(*max as i64)),
        Problem::TooSmall(min) if vi => format!("Nhỏ quá: ít nhất là {}.", n(*min)),
        Problem::TooSmall(min) => format!("Too small: at least {}.", n(*min)),
        Problem::TooLarge(max) if vi => format!("Lớn quá: nhiều nhất là {}.", n(*max)),
        Problem::TooLarge(max) => format!("Too large: at most {}.", n(*max)),
        Problem::NotPositive => fixed("Phải lớn hơn 0.", "Must be more than 0."),
        Problem::TooLittle { least, unit } if vi => format!("Nhỏ quá: ít nhất là {}.", amount(l, *least, unit)),
        Problem::TooLittle { least, unit } => format!("Too small: at least {}.", amount(l, *least, unit)),
        Problem::TooMuch { most, unit } if vi => format!("Lớn quá: nhiều nhất là {}.", amount(l, *most, unit)),
        Problem::TooMuch { most, unit } => format!("Too large: at most {}.", amount(l, *most, unit)),
        Problem::NotAbove { limit, unit } if vi => format!("Phải nhiều hơn {}.", amount(l, *limit, unit)),
        Problem::NotAbove { limit, unit } => format!("Must be more than {}.", amount(l, *limit, unit)),
        Problem::TooPrecise(most) if vi => format!("Nhiều nhất {most} chữ số sau dấu phẩy."),
        Problem::TooPrecise(most) => format!("At most {most} digits after the point."),
        Problem::NotInteger => fixed("Hãy ghi số nguyên, ví dụ 10.", "Please write a whole number, such as 10."),
        Problem::NotAChoice => fixed("Hãy chọn một mục trong danh sách.", "Please choose one from the list."),
        Problem::NotANumber => fixed("Không phải là số. Ví dụ: 10 hoặc 1,5.", "Not a number. For example: 10 or 1.5."),
        Problem::AmbiguousNumber { typed, thousands, parts } => {
            let (many, few) = (thousands.in_words(l), parts.in_words(l));
            let (whole, broken) = (thousands.input(l), parts.input(l));
            if vi {
                format!("{typed} là {many} hay {few}? Hãy ghi {whole} hoặc {broken}.")
            } else {
                format!("Is {typed} {many} or {few}? Please write {whole} or {broken}.")
            }
        }
        Problem::NotWhole => fixed(
            "Đơn vị này không chia lẻ: hãy viết số nguyên, ví dụ 10.",
            "This unit is not split: please write a whole number, such as 10.",
        ),
        Problem::NotMoney => fixed(
            "Không đọc được số tiền. Ví dụ: 45.000 hoặc 45k.",
            "Not an amount of money. For example: 45,000 or 45k.",
        ),
        Problem::AmbiguousMoney => fixed(
            "Chưa rõ số tiền: bạn muốn nói nghìn hay triệu? Hãy viết đủ số, ví dụ 1.500 hoặc 1.500.000.",
            "Not clear: thousands or millions? Please write the whole number, such as 1500 or 1500000.",
        ),
        Problem::NotADate => {
            fixed("Ngày không đúng. Ví dụ: 31/12/2026.", "Not a date. For example: 31 Dec 2026 or 2026-12-31.")
        }
        Problem::DateInFuture => fixed("Ngày này chưa tới hoặc quá xa.", "This date is too far ahead."),
        Problem::DateTooLate(last) if vi => format!("Muộn nhất là ngày {}.", date::day(l, *last)),
        Problem::DateTooLate(last) => format!("The last day possible is {}.", date::day(l, *last)),
        Problem::AfterOffer(last) if vi => format!("Chào hàng chỉ có hiệu lực đến hết ngày {}.", date::day(l, *last)),
        Problem::AfterOffer(last) => format!("The offer itself is valid until {}.", date::day(l, *last)),
        Problem::DateInPast => fixed("Ngày này đã qua.", "This date has passed."),
        Problem::DatesReversed => fixed("Ngày kết thúc nằm trước ngày bắt đầu.", "The end lies before the beginning."),
        Problem::UnitsDiffer => {
            fixed("Không đổi được sang đơn vị của tin này.", "This can't be converted into the unit used here.")
        }
        Problem::NotEmail => fixed(
            "Địa chỉ thư điện tử không đúng. Ví dụ: ten@vidu.vn.",
            "Not an e-mail address. For example: name@example.com.",
        ),
        Problem::NotPhone => fixed(
            "Số điện thoại không đúng. Ví dụ: 0912 345 678.",
            "Not a Vietnamese phone number. For example: 0912 345 678.",
        ),
        Problem::TwoPhones => {
            fixed("Ở đây có hai số. Hãy chỉ ghi một số.", "These are two numbers. Please give only one.")
        }
        Problem::NotTaxCode => fixed(
            "Mã số thuế gồm 10 số, 13 số (chi nhánh) hoặc 12 số định danh cá nhân.",
            "A tax code has 10 digits, 13 (a branch), or the 12 of a personal identification number.",
        ),
        Problem::TaxCodeChecksum => fixed(
            "Mã số thuế sai: số kiểm tra không khớp. Hãy xem lại từng chữ số.",
            "The tax code is wrong: its check digit does not match. Please compare every digit.",
        ),
        Problem::TaxCodeKind => fixed(
            "Loại mã số thuế này không hợp với loại hình kinh doanh đã chọn.",
            "This kind of tax code does not fit the kind of business chosen.",
        ),
        Problem::NotSlug => fixed(
            "Chỉ dùng chữ thường không dấu, số và dấu gạch nối, ví dụ: htx-cam-khe-may.",
            "Only small letters a–z, digits and hyphens, such as: khe-may-orchard.",
        ),
        Problem::SlugReserved => fixed(
            "Địa chỉ này dành riêng cho Sàn. Hãy chọn địa chỉ khác.",
            "This address is reserved. Please choose another.",
        ),
        Problem::Taken => fixed(
            "Đã có người dùng. Hãy chọn cái khác, hoặc đăng nhập nếu là của bạn.",
            "Already in use. Choose another, or log in if it is yours.",
        ),
        Problem::AlreadyThere => {
            fixed("Danh sách đã có mục này. Hãy sửa mục cũ.", "The list has this already. Please change that one.")
        }
        Problem::SameTwice => fixed(
            "Hai ô đang ghi cùng một từ. Hãy ghi từ khác.",
            "Both fields say the same. Please write another word.",
        ),
        Problem::NoWord => fixed("Chưa có chữ nào ở đây.", "There is no word in it."),
        Problem::BadText => fixed(
            "Có ký tự không đọc được (có thể là phông chữ cũ). Hãy gõ lại bằng Unicode.",
            "Some characters can't be read (perhaps an old font). Please type it again in Unicode.",
        ),
        Problem::WeakPassword => fixed(
            "Mật khẩu này dễ đoán. Hãy dùng một câu dài hơn mà chỉ bạn biết.",
            "This password is easy to guess. Use a longer phrase that only you know.",
        ),
        Problem::WrongPassword => fixed("Mật khẩu không đúng.", "The password is wrong."),
        Problem::WrongCode => fixed("Mã không đúng hoặc đã hết hạn.", "The code is wrong or has expired."),
        Problem::PaperMissing(kind) if vi => format!("Thiếu giấy tờ: {}.", crate::desk::paper_name(l, kind)),
        Problem::PaperMissing(kind) => format!("A paper is missing: {}.", crate::desk::paper_name(l, kind)),
        Problem::Blocked => fixed("Hàng này không được bán trên Sàn.", "These goods may not be sold on the floor."),
        Problem::ConsentMissing => fixed("Cần đánh dấu đồng ý để tiếp tục.", "Please tick the box to go on."),
        Problem::NotAPicture => fixed(
            "Tệp này không phải ảnh JPEG, PNG hoặc WebP, hoặc đã hỏng.",
            "This file is not a JPEG, PNG or WebP picture, or it is damaged.",
        ),
        Problem::NotAPaper => fixed(
            "Chỉ nhận tệp PDF hoặc ảnh (JPEG, PNG, WebP) còn đọc được.",
            "Only readable PDF files or pictures (JPEG, PNG, WebP).",
        ),
        Problem::FileTooLarge(max) if vi => format!("Tệp quá lớn: nhiều nhất {} MB.", max / 1_048_576),
        Problem::FileTooLarge(max) => format!("The file is too large: at most {} MB.", max / 1_048_576),
        Problem::TooManyPixels(max) if vi => format!("Ảnh quá lớn: nhiều nhất {max} triệu điểm ảnh."),
        Problem::TooManyPixels(max) => format!("The picture is too large: at most {max} megapixels."),
        Problem::TooMany(max) if vi => format!("Quá nhiều: nhiều nhất {max}."),
        Problem::TooMany(max) => format!("Too many: at most {max}."),
        Problem::StepDearer(asked) if vi => format!("giá không được cao hơn khi lấy ít hơn ({}).", asked.format(l)),
        Problem::StepDearer(asked) => format!("it can't cost more than a smaller lot does ({}).", asked.format(l)),
        Problem::StepNotRising { above, from, unit } if vi => {
            format!("phải từ nhiều hơn bậc {above} ({}).", amount(l, *from, unit))
        }
        Problem::StepNotRising { above, from, unit } => {
            format!("must begin above step {above} ({}).", amount(l, *from, unit))
        }
        Problem::Rows(rows) => rows.iter().map(|(row, problem)| in_row(l, *row, problem)).collect::<Vec<_>>().join(" "),
    }
}

fn in_row(l: Locale, row: usize, problem: &Problem) -> String {
    let step = l.t("Bậc", "Step");
    let colon = if matches!(problem, Problem::StepNotRising { .. }) { "" } else { ":" };
    format!("{step} {row}{colon} {}", say(l, problem))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use Locale::{En, Vi};
    use kernel::{Money, Quantity};

    use super::*;

    fn of_quantity(l: Locale, typed: &str) -> String {
        say(l, &Quantity::parse(typed).unwrap_err())
    }

    #[test]
    fn a_number_says_what_is_wrong_with_it() {
        assert_eq!(of_quantity(Vi, "-5"), "Phải lớn hơn 0.");
        assert_eq!(of_quantity(Vi, "12,3456"), "Nhiều nhất 3 chữ số sau dấu phẩy.");
        assert_eq!(of_quantity(Vi, "1.500"), "1.500 là một nghìn năm trăm hay một phẩy năm? Hãy ghi 1500 hoặc 1,5.");
        assert_eq!(of_quantity(Vi, "12.000"), "12.000 là mười hai nghìn hay mười hai? Hãy ghi 12000 hoặc 12.");
        assert_eq!(
            of_quantity(En, "1,500"),
            "Is 1,500 one thousand five hundred or one point five? Please write 1500 or 1.5."
        );
    }

    #[test]
    fn a_limit_stands_with_its_unit_and_is_not_rounded() {
        let most = Problem::TooMuch { most: Quantity(500), unit: "kg".into() };
        assert_eq!(say(Vi, &most), "Lớn quá: nhiều nhất là 0,5 kg.");
        assert_eq!(
            say(En, &Problem::TooLittle { least: Quantity(1_500), unit: String::new() }),
            "Too small: at least 1.5."
        );
    }

    #[test]
    fn a_wrong_step_is_named_by_its_row() {
        let rows = Problem::Rows(vec![
            (2, Problem::StepNotRising { above: 1, from: Quantity(500_000), unit: "kg".into() }),
            (3, Problem::NotPositive),
        ]);
        assert_eq!(say(Vi, &rows), "Bậc 2 phải từ nhiều hơn bậc 1 (500 kg). Bậc 3: Phải lớn hơn 0.");
        let dearer = Problem::Rows(vec![(1, Problem::StepDearer(Money(45_000)))]);
        assert_eq!(say(En, &dearer), "Step 1: it can't cost more than a smaller lot does (₫45,000).");
    }
}
