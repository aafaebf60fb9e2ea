//! A personal number shows nowhere.

use database::on_every_database;
use members::{TaxCodeText, apply, contact, queries};

use super::support::*;
use crate::run;

#[test]
fn a_personal_code_and_a_typo_of_one_are_masked() {
    for typed in [PERSONAL_CODE, "042 085 000 123", "04208500012", "0420850001234", "x042085000123"] {
        let code = TaxCodeText::typed(typed);
        let shown = format!("{code} {code:?} {}", code.masked());
        assert!(!shown.contains("000123") && !shown.contains("00012"), "{typed}: {shown}");
        assert_eq!(code.public(), None, "{typed}");
    }
    assert_eq!(TaxCodeText::typed(PERSONAL_CODE).to_string(), "042085******");
    let company = TaxCodeText::typed(COMPANY_CODE);
    assert_eq!((company.to_string().as_str(), company.public()), (COMPANY_CODE, Some(COMPANY_CODE)));
}

#[tokio::test]
async fn a_personal_code_is_in_no_debug_text_audit_line_or_event() {
    on_every_database!(|db| {
        let (owner, id) = approved(&db, &[("kind", "household"), ("tax_code", PERSONAL_CODE)]).await;
        let other = with(application(), &[("address", "Thôn 8")]);
        run!(db, |txn| contact::update(txn, &by(owner), id, &other)).unwrap();
        let read = member(&db, id).await;
        assert_eq!(read.tax_code.reveal(), PERSONAL_CODE);
        let mut shown = format!("{read:?} {:?} {:?}", lines(&db, id).await, events(&db).await);
        let (twin_owner, twin) = drafted(&db, &[("kind", "farm"), ("tax_code", PERSONAL_CODE)]).await;
        let refused = run!(db, |txn| apply::submit(txn, &by(twin_owner), twin)).unwrap_err();
        shown += &format!("{refused} {refused:?}");
        assert!(!shown.contains(PERSONAL_CODE), "{shown}");
        assert!(shown.contains("042085******"));
    });
}

#[tokio::test]
async fn the_seller_of_a_shop_is_told_as_the_law_wants() {
    use members::Seller::{Individual, Organisation};
    on_every_database!(|db| {
        let (_, _, company) = opened(&db, "cam-cong-ty", COMPANY_CODE).await;
        let info = queries::seller_info(db.read(), company).await.unwrap().unwrap();
        let Organisation { head_office, tax_code, representative, .. } = info.seller else { panic!("an organisation") };
        assert_eq!((head_office.as_str(), tax_code.as_deref()), ("Thôn 3", Some(COMPANY_CODE)));
        assert_eq!((representative.as_str(), info.verified_since), ("Người đại diện mẫu 01", Some(noon())));

        let (_, household) = approved(&db, &[("kind", "household"), ("tax_code", PERSONAL_CODE)]).await;
        let stall = stall_in(&db, household, members::StallState::Open).await;
        let info = queries::seller_info(db.read(), stall).await.unwrap().unwrap();
        let shown = format!("{info:?}");
        assert!(!shown.contains("042085") && !shown.contains("Thôn 3"), "neither number nor address: {shown}");
        let Individual { full_name, commune_code } = info.seller else { panic!("an individual") };
        assert_eq!(
            (full_name.as_str(), commune_code.as_str()),
            ("Người đại diện mẫu 01", kernel::place::communes()[0].code)
        );
    });
}
