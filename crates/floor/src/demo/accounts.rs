//! The demonstration logins. They exist only here; the start-up message prints them.

use accounts::{Cost, Identifier, Passwords, Role, bulk::Seed, second_factor};
use kernel::{AccountId, Clock, Locale};
use members::{Membership, StaffRole};
use sea_orm::ConnectionTrait;

use super::{Filling, members::Sellers};

pub const PASSWORD: &str = "cam-khe-may-2026";
/// Base32; the second factor of both officers.
const SECOND_FACTOR: &str = "MZWG633SHBQXG2DFNZZWK5DPMRSW23ZT";
const RECOVERY_CODES: [&str; 3] = ["khem-aycu-doho-ngsn", "buoi-phuc-trac-hhat", "nuoc-mamc-amnh-uong"];

pub async fn password_hash() -> String {
    Passwords::new(Cost::Standard).hash(PASSWORD).await
}

/// An account of the demonstration floor, verified.
pub fn seed(filling: &mut Filling<'_>, email: &str, name: &str, role: Role, password_hash: &str) -> Seed {
    let created_at = filling.random.before(filling.ctx.now, 400, 900);
    Seed {
        id: AccountId(filling.random.id(created_at)),
        identifier: Identifier::Email(email.to_owned()),
        display_name: name.to_owned(),
        role,
        locale: Locale::Vi,
        password_hash: password_hash.to_owned(),
        verified: true,
        totp_secret: None,
        recovery_codes: Vec::new(),
        created_at,
    }
}

/// Officers, a buyer, and a member of staff of the first stall (whose owner `members` made).
pub async fn fill(
    txn: &impl ConnectionTrait,
    filling: &mut Filling<'_>,
    sellers: &Sellers,
    password_hash: &str,
) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for (email, name, role) in [
        ("quan-tri@mau.example", "Quản trị viên mẫu", Role::Administrator),
        ("kiem-duyet@mau.example", "Kiểm duyệt viên mẫu", Role::Moderator),
    ] {
        let mut officer = seed(filling, email, name, role, password_hash);
        officer.totp_secret = Some(SECOND_FACTOR.to_owned());
        officer.recovery_codes = RECOVERY_CODES.map(ToOwned::to_owned).to_vec();
        all.push(officer);
    }
    all.push(seed(filling, "nguoi-mua@mau.example", "Người mua mẫu", Role::Buyer, password_hash));
    let staff = seed(filling, "nhan-vien@mau.example", "Nhân viên mẫu", Role::Buyer, password_hash);
    let works_for = Membership {
        account_id: staff.id,
        member_id: sellers.stalls[0].member,
        role: StaffRole::Staff,
        created_at: staff.created_at,
    };
    all.push(staff);
    accounts::bulk::insert_all(txn, &all).await?;
    members::bulk::insert_memberships(txn, vec![works_for]).await?;
    Ok(())
}

/// Prints where the floor is and who may log in.
pub fn announce(base_url: &str) {
    let code = second_factor::code_at(SECOND_FACTOR, Clock::System.now()).unwrap_or_default();
    println!(
        "\nThe demonstration floor (sàn trình diễn)\n\
         \n  Vietnamese  {base_url}/\
         \n  English     {base_url}/en\
         \n  API         {base_url}/api/v1/products?q=cam   {base_url}/api/openapi.json\
         \n\nLogins, all with the password {PASSWORD}\
         \n  administrator     quan-tri@mau.example\
         \n  moderator         kiem-duyet@mau.example\
         \n  member, owner     chu-vuon@mau.example\
         \n  member, staff     nhan-vien@mau.example\
         \n  application under way   nop-ho-so@mau.example\
         \n  buyer             nguoi-mua@mau.example\
         \n\nSecond factor of the officers: key {SECOND_FACTOR} (code now: {code}),\
         \n  or once each: {}\n",
        RECOVERY_CODES.join("  ")
    );
}
