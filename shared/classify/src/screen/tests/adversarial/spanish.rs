//! The four escalation concepts in Spanish, as many different people write, and innocent uses of the same words.

use switchboard_domain::Intent;

use super::{Is, Table};

#[rustfmt::skip]
pub(super) const SPANISH_CHARGEBACK: Table = Table {
    is: Is::Hard(Intent::ChargebackDispute),
    tuned: &[
        "si no responden hago un contracargo",
        "abrí un caso en paypal",
        "pedí a mi banco que me devuelva el dinero",
        "el banco va a revertir el cargo",
        "voy a poner una disputa con mi banco",
        "voy a reclamar a mi tarjeta de credito",
        "ya hice el contracargo",
        "contra cargo en proceso",
        "voy a disputar el cargo",
        "inicié un reclamo en paypal",
    ],
    tuned_innocent: &[
        "quiero pagar por transferencia de banco",
        "¿cuánto es el cargo por envío?",
        "el cargador no funciona",
        "mi banco tarda en mostrar el reembolso",
        "¿se puede cargar por usb?",
        "hicieron un cargo doble",
        "tengo un reclamo sobre el envío",
        "pagué con paypal",
    ],
    held_out: &[
        "mi banco ya esta disputando este cobro",
        "desconozco el cobro y voy a pedir el contracargo",
        "ya llamé al banco para que reversen el pago",
        "tendré que disputar esta compra con mi tarjeta",
    ],
    held_out_innocent: &[
        "el banco rechazó el pago",
        "¿aceptan tarjeta de crédito?",
        "¿pueden reenviar el recibo del cargo?",
        "sin disputa el mejor aroma",
    ],
};

#[rustfmt::skip]
pub(super) const SPANISH_LEGAL: Table = Table {
    is: Is::Hard(Intent::LegalThreat),
    tuned: &[
        "esto va a terminar en demanda",
        "ya hablé con mis abogados",
        "voy a tomar acciones legales",
        "mi abogado se pondrá en contacto",
        "voy a denunciarlos ante profeco",
        "demandaremos a su empresa",
        "nos vemos en los tribunales",
        "voy a ir a juicio",
        "les pondré una demanda",
        "pondré una denuncia en consumo",
    ],
    tuned_innocent: &[
        "¿cuál es la razón social legal?",
        "mi esposo es abogado, regalo para su oficina",
        "corte el aceite con agua?",
        "no quiero demandar a nadie, solo mi pedido",
        "mi hija es abogada y le encanta",
        "es un regalo para mi abogado",
        "¿es legal traerlo en el avión?",
        "el juicio de mi mamá es que huele bien",
    ],
    held_out: &[
        "los llevaré a la corte",
        "procederé legalmente contra ustedes",
        "presentare una queja en la oficina del consumidor",
        "los voy a denunciar",
        "los voy a demandar",
    ],
    held_out_innocent: &[
        "entreguen en la corte de tenis",
        "oficina de abogados, quinto piso",
        "hay mucha demanda del producto",
        "demando un poco de paciencia con mi inglés",
    ],
};

#[rustfmt::skip]
pub(super) const SPANISH_HARASSMENT: Table = Table {
    is: Is::Hard(Intent::HarassmentThreats),
    tuned: &[
        "te voy a partir la cara",
        "te voy a romper las piernas",
        "te voy a encontrar",
        "ojalá se mueran todos",
        "te mato",
        "esto es una amenaza",
        "van a pagar con sangre",
        "voy a publicar tu dirección",
        "los voy a golpear",
        "cuidate la espalda",
    ],
    tuned_innocent: &[
        "se rompió la pierna del soporte",
        "voy a ir a su tienda a recogerlo",
        "golpeó la caja el repartidor",
        "mata mosquitos?",
        "¿pueden publicar su dirección en la web?",
        "mi casa huele a quemado",
        "¿saben dónde vivo? el repartidor no encuentra",
        "este olor me mata",
        "el aceite me quemó la mano",
        "me mata de risa",
    ],
    held_out: &[
        "sé dónde vives",
        "los voy a matar",
        "voy a ir a su oficina y se van a arrepentir",
        "voy a quemar su tienda",
    ],
    held_out_innocent: &[
        "publicaré una reseña con foto",
        "me muero por probarlo",
        "¿cómo quemar el aceite?",
        "sé dónde está la tienda",
    ],
};

#[rustfmt::skip]
pub(super) const SPANISH_FRAUD: Table = Table {
    is: Is::Hard(Intent::FraudSuspected),
    tuned: &[
        "mi tarjeta fue clonada",
        "no reconozco este cargo",
        "robo de identidad",
        "tengo un cargo que no es mio",
        "nunca compré nada con ustedes",
        "no he comprado nada en su tienda",
        "me hackearon la cuenta y pidieron algo",
        "yo no hice ese pedido",
        "cargo no autorizado",
        "usaron mi tarjeta sin permiso",
        "no autoricé este pago",
        "cobro no reconocido en mi tarjeta",
    ],
    tuned_innocent: &[
        "alguien recibió mi paquete por error",
        "no he recibido mi pedido",
        "el banco bloqueó el pago por alerta de fraude, intento otra vez",
        "no reconozco el aroma",
        "me cobraron dos veces",
        "quiero autorizar la entrega",
        "¿puedo pagar con la tarjeta de mi esposa?",
        "me robaron el paquete de la puerta",
        "no he comprado antes, ¿cuánto tarda el envío?",
        "no hice el pedido todavía, tengo una pregunta",
    ],
    held_out: &[
        "no hice esta compra",
        "me robaron la tarjeta y compraron con ustedes",
        "hackearon mi cuenta",
        "alguien usó mi tarjeta",
        "esto es un fraude",
    ],
    held_out_innocent: &[
        "la tarjeta fue rechazada",
        "cargo de envío, ¿cuánto es?",
        "nunca llegó mi compra",
        "mi cuenta no abre",
    ],
};
