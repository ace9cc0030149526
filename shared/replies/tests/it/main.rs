//! The committed texts of every enabled template. After a deliberate change of the catalogue run the test once with
//! `UPDATE_GOLDEN=1` and review the difference.

#![allow(clippy::unwrap_used, reason = "a failing test should stop at the line")]

use std::fs;
use std::path::PathBuf;

use switchboard_domain::{HttpsUrl, TemplateId, Variant};
use switchboard_replies::{BodyFormat, Brand, Catalogue, RenderRequest, Variables};

/// Every variable has a value.
fn full() -> (Variables, Brand) {
    let link = |path: &str| HttpsUrl::parse(&format!("https://shop.example/{path}")).unwrap();
    let variables = Variables::new()
        .first_name("Anna")
        .order_id("#10442")
        .order_status("shipped")
        .fulfillment_status("shipped")
        .tracking_number("1Z999AA10123456784")
        .tracking_company("UPS")
        .tracking_url(HttpsUrl::parse("https://www.ups.com/track?loc=en_US&tracknum=1Z999AA10123456784").unwrap())
        .status_url(link("orders/status"))
        .shipping_bucket("Standard")
        .eta_remaining_human("1-3 business days")
        .order_date("September 1");
    let brand = Brand {
        name: "The Lamp Shop".into(),
        support_hours_text: "Mon-Fri 9-5 ET".into(),
        help_center_url: Some(link("help")),
        order_status_portal_url: Some(link("status")),
        returns_policy_url: Some(link("returns")),
        ..Brand::default()
    };
    (variables, brand)
}

/// Only what is required.
fn bare() -> (Variables, Brand) {
    let variables = Variables::new()
        .order_id("#10442")
        .order_status("being prepared")
        .fulfillment_status("not shipped yet")
        .shipping_bucket("Standard")
        .eta_remaining_human("1 business day");
    (variables, Brand::default())
}

fn document(template: TemplateId) -> String {
    let mut document = String::new();
    for (title, (variables, brand)) in [("full", full()), ("bare", bare())] {
        for (variant, name) in [(Variant::Default, "default"), (Variant::Livechat, "livechat")] {
            let request =
                RenderRequest { template, variant, variables: &variables, brand: &brand, format: BodyFormat::Text };
            let rendered = Catalogue::builtin().render(&request).unwrap();
            document.push_str(&format!("=== {name}, {title}\n{}\n", rendered.body.expose()));
        }
    }
    document
}

#[test]
fn texts_are_the_committed_ones() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let enabled: Vec<TemplateId> =
        TemplateId::ALL.into_iter().filter(|id| Catalogue::builtin().is_enabled(*id)).collect();
    for template in &enabled {
        let path = folder.join(format!("{template}.txt"));
        let rendered = document(*template);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &rendered).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), rendered, "{template}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), enabled.len(), "one file for each enabled template");
}
