use proptest::prelude::*;

use super::*;

fn link(text: &str) -> HttpsUrl {
    HttpsUrl::parse(text).unwrap()
}

fn render(template: TemplateId, variant: Variant, variables: &Variables, brand: &Brand) -> Result<String, RenderError> {
    let request = RenderRequest { template, variant, variables, brand, format: BodyFormat::Text };
    Catalogue::builtin().render(&request).map(|rendered| rendered.body.into_inner())
}

#[test]
fn mail_is_framed_and_live_chat_is_not() {
    let variables = Variables::new().first_name("Anna");
    let brand = Brand { support_signature: "The Lamp Shop".into(), ..Brand::default() };
    let mail = render(TemplateId::ExchangeRequestIntake, Variant::Default, &variables, &brand).unwrap();
    assert!(mail.starts_with("Hi Anna,\n\nHappy to help.") && mail.ends_with("possible.\n\nThe Lamp Shop"), "{mail}");
    let chat = render(TemplateId::ExchangeRequestIntake, Variant::Livechat, &variables, &brand).unwrap();
    assert!(chat.starts_with("Happy to help!") && !chat.contains("Anna"), "{chat}");
    let unsigned = Brand { support_signature: " ".into(), ..Brand::default() };
    let mail = render(TemplateId::ExchangeRequestIntake, Variant::Default, &Variables::new(), &unsigned).unwrap();
    assert!(mail.starts_with("Hi,\n\n") && mail.ends_with("possible."), "{mail}");
}

#[test]
fn blank_links_take_their_sentence_with_them() {
    let with = Brand { returns_policy_url: Some(link("https://shop.example/returns")), ..Brand::default() };
    let id = TemplateId::ReturnRequestIntake;
    let text = render(id, Variant::Default, &Variables::new(), &with).unwrap();
    assert!(text.contains("\n\nOur returns policy: https://shop.example/returns\n\n"), "{text}");
    let text = render(id, Variant::Default, &Variables::new(), &Brand::default()).unwrap();
    assert!(!text.contains("policy") && !text.contains("\n\n\n"), "{text}");
}

#[test]
fn html_is_escaped_and_has_the_same_fingerprint() {
    let variables = Variables::new().order_id("#10442").order_status("shipped").tracking_company("A & B <x>");
    let variables = variables.tracking_number("1Z999999").tracking_url(link("https://t.example/?a=1&b=2"));
    let brand = Brand::default();
    let request = |format| RenderRequest {
        template: TemplateId::OrderStatusVerified,
        variant: Variant::Default,
        variables: &variables,
        brand: &brand,
        format,
    };
    let html = Catalogue::builtin().render(&request(BodyFormat::Html)).unwrap();
    let text = Catalogue::builtin().render(&request(BodyFormat::Text)).unwrap();
    assert!(html.body.expose().contains("<p>Tracking number: 1Z999999 (A &amp; B &lt;x&gt;)</p>"));
    assert!(html.body.expose().contains("https://t.example/?a=1&amp;b=2"));
    assert_eq!((html.fingerprint, html.text), (text.fingerprint, text.text));
}

#[test]
fn refusals_have_their_codes() {
    let brand = Brand::default();
    let none = Variables::new();
    for id in TemplateId::ALL.into_iter().filter(|id| !Catalogue::builtin().is_enabled(*id)) {
        assert_eq!(render(id, Variant::Default, &none, &brand).map_err(|e| e.code()), Err("template_disabled"));
    }
    let incomplete = Variables::new().order_id("#1");
    let missing = render(TemplateId::OrderStatusVerified, Variant::Default, &incomplete, &brand);
    assert_eq!(missing, Err(RenderError::MissingVariable(Variable::OrderStatus)));
    assert_eq!(missing.map_err(|e| e.code()), Err("template_vars"));
    let hostile = Variables::new().order_id("#1").order_status("at evil.example");
    let refused = render(TemplateId::OrderStatusVerified, Variant::Default, &hostile, &brand);
    assert_eq!(refused, Err(RenderError::Lint(LintRule::Link)));
    assert_eq!(refused.map_err(|e| e.code()), Err("template_lint"));
}

#[test]
fn only_the_estimate_says_how_to_reopen() {
    let variables = Variables::new().order_id("#1").shipping_bucket("Standard").eta_remaining_human("1 business day");
    let variables = variables.order_status("shipped").fulfillment_status("shipped");
    let brand = Brand::default();
    for template in TemplateId::ALL.into_iter().filter(|id| Catalogue::builtin().is_enabled(*id)) {
        for variant in [Variant::Default, Variant::Livechat] {
            let request =
                RenderRequest { template, variant, variables: &variables, brand: &brand, format: BodyFormat::Html };
            let says = Catalogue::builtin().render(&request).unwrap().says_how_to_reopen();
            assert_eq!(says, template == TemplateId::OrderEtaNoTrackingVerified, "{template}");
        }
    }
}

#[test]
fn values_of_other_templates_are_dropped() {
    let variables = Variables::new().order_id("#10442").tracking_number("1Z999999");
    let text = render(TemplateId::MissingItemsIntake, Variant::Default, &variables, &Brand::default()).unwrap();
    assert!(!text.contains("10442") && !text.contains("1Z"));
}

/// Values as an attacker would choose them.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[{}#/a-z_ ]{0,30}",
        "(https?://|www\\.)?[a-z0-9-]{1,10}\\.(com|example|xn--p1ai)(/[a-z]{0,5})?",
        "[a-z]{1,8}@[a-z]{1,8}(\\.com)?",
        "(mw|route|MW)-[a-z]{1,10}",
        "[0-9]{1,14}",
        "[0-9]{3}[,.][0-9]{3}[,.][0-9]{3}",
        Just("a\u{200b}.com".to_owned()),
        Just("{\n{order_id}\n}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn no_value_breaks_a_rule(
        values in prop::collection::vec(hostile(), 9),
        template in prop::sample::select(TemplateId::ALL.to_vec()),
        live in any::<bool>(),
    ) {
        let tracking_url = link("https://track.example/t");
        let variables = Variables::new()
            .first_name(&values[0])
            .order_id(&values[1])
            .order_status(&values[2])
            .fulfillment_status(&values[3])
            .tracking_number(&values[4])
            .tracking_company(&values[5])
            .shipping_bucket(&values[6])
            .eta_remaining_human(&values[7])
            .order_date(&values[8])
            .tracking_url(tracking_url.clone());
        let brand = Brand { support_signature: values[2].clone(), support_hours_text: values[3].clone(), ..Brand::default() };
        let variant = if live { Variant::Livechat } else { Variant::Default };
        if let Ok(text) = render(template, variant, &variables, &brand) {
            prop_assert!(!text.contains("{{") && !text.contains("}}"));
            let rest = text.replace(tracking_url.as_str(), " ");
            let lower = rest.to_lowercase();
            prop_assert!(!lower.contains("://") && !lower.contains("www.") && !lower.contains(".com"), "{}", rest);
            prop_assert!(!lower.contains("mw-") && !lower.contains("route-"), "{}", rest);
            prop_assert!(!regex::Regex::new(r"\S@\S").unwrap().is_match(&rest), "{}", rest);
            let mut rest = rest;
            for fact in [Variable::TrackingNumber, Variable::OrderId] {
                if let Some(value) = variables.get_text(fact) {
                    rest = rest.replace(value, " ");
                }
            }
            prop_assert!(!regex::Regex::new(r"\d{7}").unwrap().is_match(&rest), "{}", rest);
        }
    }
}
