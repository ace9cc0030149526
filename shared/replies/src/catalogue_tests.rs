use super::*;

#[test]
fn the_built_in_catalogue_is_complete() {
    let catalogue = Catalogue::from_yaml(BUILT_IN).unwrap();
    assert_eq!(catalogue.templates.len(), 24);
    assert_eq!(TemplateId::ALL.iter().filter(|id| catalogue.is_enabled(**id)).count(), 19);
    assert_eq!(Catalogue::builtin().version(), catalogue.version());
    assert!(catalogue.version().starts_with("templates.v1+") && catalogue.version().len() == 25);
    assert_eq!(catalogue.tier(TemplateId::OrderStatusVerified), Some(Tier::Tier2Verified));
    assert_eq!(catalogue.required(TemplateId::OrderStatusVerified), [Variable::OrderId, Variable::OrderStatus]);
}

/// The built-in catalogue with one piece of text exchanged.
fn changed(from: &str, to: &str) -> &'static str {
    assert!(BUILT_IN.contains(from), "{from}");
    Catalogue::from_yaml(&BUILT_IN.replacen(from, to, 1)).map_or_else(|e| e.code(), |_| "ok")
}

#[test]
fn defects_are_load_errors() {
    for (from, to, code) in [
        ("t_unknown_ack:", "t_other_ack:", "catalogue_unknown_template"),
        ("t_unknown_ack:", "t_fraud_ack:", "catalogue_yaml"),
        ("Your order {{order_id}} is", "Your order {{order_id} is", "catalogue_syntax"),
        ("Your order {{order_id}} is", "Your order {{{order_id}}} is", "catalogue_syntax"),
        ("Your order {{order_id}} is", "Your order {{shipping_bucket}} is", "catalogue_undeclared_variable"),
        ("Your order {{order_id}} is", "Your order is", "catalogue_unused_variable"),
        ("required: [order_id, order_status]", "required: [order_id, colour]", "catalogue_declaration"),
        ("required: [order_id, order_status]", "required: [order_id, order_id]", "catalogue_declaration"),
        ("required: [order_id, order_status]", "required: [help_center_url]", "catalogue_declaration"),
        ("Thanks for checking in.", "We guarantee it.", "catalogue_lint"),
        ("Thanks for checking in.", "See shop.example.", "catalogue_lint"),
        ("tier: 0, enabled: false", "tier: 0, enabled: true", "catalogue_tier0_enabled"),
        ("tier: 0, enabled: false", "tier: 3, enabled: false", "catalogue_shape"),
        ("tier: 0, enabled: false", "tier: 0, enabled: maybe", "catalogue_shape"),
        ("  livechat: >-\n    Order {{order_id}} is {{", "  chat: >-\n    Order {{order_id}} is {{", "catalogue_shape"),
        ("Thanks for checking in.", "Thanks a lot.", "ok"),
    ] {
        assert_eq!(changed(from, to), code, "{from} -> {to}");
    }
    let cut = BUILT_IN.split("t_unknown_ack:").next().unwrap();
    assert_eq!(Catalogue::from_yaml(cut).err(), Some(CatalogueError::MissingTemplate(TemplateId::UnknownAck)));
    let enabled = BUILT_IN.replacen("tier: 1, enabled: false", "tier: 1, enabled: true", 1);
    assert_eq!(Catalogue::from_yaml(&enabled).err(), Some(CatalogueError::NoLivechat(TemplateId::UnknownAck)));
}

#[test]
fn every_change_of_content_is_a_new_version() {
    let other = Catalogue::from_yaml(&BUILT_IN.replacen("Thanks for checking in.", "Thanks.", 1)).unwrap();
    assert_ne!(other.version(), Catalogue::builtin().version());
}
