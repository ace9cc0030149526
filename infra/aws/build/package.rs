//! All files: one per module, and one for the package's top that names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use aws_schema::{ObjectType, Properties, Schema};

use crate::args::{self, Args};
use crate::names::{snake, split};
use crate::types::Types;
use crate::{enumeration, function, outputs, resource};

/// The schema contradicts itself, or text cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the schema has no type {0}; write it anew with `cargo xtask schema`")]
    NoType(String),
    #[error(transparent)]
    Text(#[from] std::fmt::Error),
}

/// Code by module.
type Modules = BTreeMap<String, String>;

pub(crate) fn files(schema: &Schema) -> Result<Vec<(String, String)>, Error> {
    let types = Types::new(schema);
    let mut modules = Modules::new();
    let mut required = BTreeSet::new();
    for (token, it) in &schema.resources {
        required.extend(resource::args(it).required().into_iter().map(str::to_owned));
        modules.entry(it.module.clone()).or_default().push_str(&resource::code(token, it, &types)?);
    }
    for (token, it) in &schema.functions {
        required.extend(function::args(it).required().into_iter().map(str::to_owned));
        modules.entry(it.module.clone()).or_default().push_str(&function::code(token, it, &types)?);
    }
    nested(&types, &mut modules, &mut required)?;

    let mut top = modules.remove("").unwrap_or_default();
    let (package, version) = (&schema.package, &schema.version);
    writeln!(top, "/// The provider whose resources these are.")?;
    writeln!(top, "pub const PACKAGE: ::pulumi::Package = ::pulumi::Package::new({package:?}, {version:?});")?;
    top.push_str(&args::markers(&required)?);
    let mut files = Vec::new();
    // A type parameter for each required property is many for some.
    const LINTS: &str = "#[allow(clippy::type_complexity)]";
    for (module, code) in modules {
        let (rust, file) = (snake(&module), format!("{module}.rs"));
        writeln!(top, "/// Types of the module `{module}`.\n{LINTS}\npub mod {rust} {{")?;
        writeln!(top, "    include!(concat!(env!(\"OUT_DIR\"), \"/{file}\"));\n}}")?;
        files.push((file, code));
    }
    files.push(("aws.rs".to_owned(), top));
    Ok(files)
}

/// Nested types and enumerations.
fn nested(types: &Types<'_>, modules: &mut Modules, required: &mut BTreeSet<String>) -> Result<(), Error> {
    let reached = types.reached();
    let inputs: BTreeSet<&str> = reached.iter().filter_map(|key| key.strip_prefix("input:")).collect();
    // Names of structs of outputs; the same names tell typed inputs apart.
    let mut structures = BTreeSet::new();
    for key in reached.iter().filter_map(|key| key.strip_prefix("output:")) {
        let object = types.schema.types.get(&format!("output:{key}"));
        let Some(ObjectType { properties: Properties::Outputs(outputs), aliases }) = object else {
            return Err(Error::NoType(key.to_owned()));
        };
        let mut write = |key: &str| {
            let (name, code) = (types.nested_name(key), modules.entry(split(key).0.to_owned()).or_default());
            code.push_str(&outputs::structure(&name, &format!("A returned `{key}`"), outputs, types)?);
            structures.insert(key.to_owned());
            Ok::<_, Error>(())
        };
        write(key)?;
        // Equal among outputs but a type of its own among inputs.
        for alias in aliases.iter().filter(|alias| inputs.contains(alias.as_str())) {
            write(alias)?;
        }
        for alias in aliases.iter().filter(|alias| !inputs.contains(alias.as_str())) {
            let (from, to) = (types.nested_name(alias), types.nested_name(key));
            let code = modules.entry(split(alias).0.to_owned()).or_default();
            writeln!(code, "/// The same as [`{to}`].\npub type {from} = {to};")?;
        }
    }
    for key in inputs {
        let object = types.schema.types.get(&format!("input:{key}"));
        let Some(ObjectType { properties: Properties::Inputs(inputs), aliases }) = object else {
            return Err(Error::NoType(key.to_owned()));
        };
        let name = types.nested_name(key);
        let of = format!("a nested `{key}`");
        let args = Args { name: name.clone(), of, inputs };
        required.extend(args.required().into_iter().map(str::to_owned));
        let code = modules.entry(split(key).0.to_owned()).or_default();
        if !structures.contains(key) {
            writeln!(
                code,
                "/// Tells an input of [`{name}Args`] from others.\n#[derive(Clone, Copy, Debug)]\npub enum {name} {{}}"
            )?;
        }
        code.push_str(&args.code(types)?);
        writeln!(code, "impl From<{name}Args{}> for ::pulumi::Input<{name}> {{", args.complete())?;
        writeln!(code, "    #[inline]\n    fn from(args: {name}Args{}) -> Self {{", args.complete())?;
        writeln!(code, "        Self::from_property(args.inputs)\n    }}\n}}")?;
        let generics: Vec<_> = args.required().iter().map(|property| crate::names::pascal(property)).collect();
        let defaults: Vec<_> =
            generics.iter().map(|marker| format!("{marker} = crate::Missing<crate::required::{marker}>")).collect();
        let (left, right) = if generics.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("<{}>", defaults.join(", ")), format!("<{}>", generics.join(", ")))
        };
        for alias in aliases {
            let alias = types.nested_name(alias);
            writeln!(code, "/// The same as [`{name}Args`].\npub type {alias}Args{left} = {name}Args{right};")?;
        }
    }
    for key in reached.iter().filter(|key| !key.contains(':')) {
        let it = types.schema.enums.get(*key).ok_or_else(|| Error::NoType((*key).to_owned()))?;
        let (module, name) = split(key);
        modules.entry(module.to_owned()).or_default().push_str(&enumeration::code(name, it)?);
    }
    Ok(())
}
