// Reads the typings and the code of the npm package @pulumi/aws and prints the reduced schema of the types in a list.
//
//   node extract.mjs <folder of node_modules> <list of types>
//
// Only syntax is read, no type checker runs: the package is generated, so its forms are few. A form that is not known here
// is an error, never a guess.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const [, , modules, list] = process.argv;
if (!modules || !list) {
    throw new Error("usage: node extract.mjs <folder of node_modules> <list of types>");
}
const ts = createRequire(path.resolve(modules, "package.json"))("typescript");
const root = path.join(modules, "@pulumi", "aws");
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

const schema = { package: "aws", version, resources: {}, functions: {}, types: {}, enums: {} };

function parse(relative) {
    const file = path.join(root, relative);
    return ts.createSourceFile(relative, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, false);
}

function fail(where, message) {
    throw new Error(`${where}: ${message}`);
}

// --- nested types ----------------------------------------------------------------------------------------------------

/** Interfaces of types/input.d.ts and types/output.d.ts by qualified name: `lambda.FunctionEnvironment`. */
function interfacesOf(source) {
    const found = new Map();
    const visit = (statements, prefix) => {
        for (const node of statements) {
            if (ts.isModuleDeclaration(node)) {
                visit(node.body.statements, `${prefix}${node.name.text}.`);
            } else if (ts.isInterfaceDeclaration(node)) {
                found.set(prefix + node.name.text, { node, source });
            }
        }
    };
    visit(source.statements, "");
    return found;
}

const nested = {
    input: interfacesOf(parse("types/input.d.ts")),
    output: interfacesOf(parse("types/output.d.ts")),
};

function nestedType(side, name, where) {
    const key = `${side}:${name}`;
    if (!(key in schema.types)) {
        const found = nested[side].get(name) ?? fail(where, `no ${side} type ${name}`);
        const properties = (schema.types[key] = { properties: {} }).properties;
        for (const member of membersOf(found.node)) {
            const type = typeOf(member.type, found.source, side, `${key}.${member.name}`);
            properties[member.name] = side === "input"
                ? { type: type.type, required: !member.optional && !type.optional }
                : { type: type.type, optional: member.optional || type.optional };
        }
    }
    return { object: key };
}

function membersOf(declaration) {
    return declaration.members.filter(ts.isPropertySignature).map((member) => ({
        name: member.name.text,
        optional: member.questionToken !== undefined,
        type: member.type,
    }));
}

// --- enumerations ----------------------------------------------------------------------------------------------------

function enumeration(name, open, where) {
    const [module, short] = name.split(".");
    const source = parse(`types/enums/${module}/index.d.ts`);
    const declarations = source.statements.filter(ts.isVariableStatement).flatMap((node) => [...node.declarationList.declarations]);
    const declared = declarations.find((node) => node.name.text === short) ?? fail(where, `no enumeration ${name}`);
    const values = {};
    for (const member of declared.type.members) {
        const literal = member.type.literal;
        values[member.name.text] = ts.isNumericLiteral(literal) ? Number(literal.text) : literal.text;
    }
    const base = typeof Object.values(values)[0];
    const known = schema.enums[name];
    schema.enums[name] = { base, values, open: open || (known?.open ?? false) };
    return { enum: name };
}

// --- type expressions ------------------------------------------------------------------------------------------------

const KEYWORDS = new Map([
    [ts.SyntaxKind.StringKeyword, "string"],
    [ts.SyntaxKind.NumberKeyword, "number"],
    [ts.SyntaxKind.BooleanKeyword, "boolean"],
    [ts.SyntaxKind.AnyKeyword, "any"],
]);
const ASSETS = new Map([
    ["pulumi.asset.Archive", "archive"],
    ["pulumi.asset.Asset", "asset"],
]);

/** `{ type, optional }`; optional = undefined is one of the values. */
function typeOf(node, source, side, where) {
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) {
        return { type: undefined, optional: true };
    }
    if (KEYWORDS.has(node.kind)) {
        return { type: KEYWORDS.get(node.kind), optional: false };
    }
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
        return { type: "string", optional: false };
    }
    if (ts.isParenthesizedTypeNode(node)) {
        return typeOf(node.type, source, side, where);
    }
    if (ts.isArrayTypeNode(node)) {
        return { type: { list: typeOf(node.elementType, source, side, where).type }, optional: false };
    }
    if (ts.isTypeLiteralNode(node)) {
        const [index] = node.members;
        if (node.members.length !== 1 || !ts.isIndexSignatureDeclaration(index)) {
            fail(where, "an anonymous object that is no map");
        }
        return { type: { map: typeOf(index.type, source, side, where).type }, optional: false };
    }
    if (ts.isUnionTypeNode(node)) {
        return union(node, source, side, where);
    }
    if (ts.isTypeReferenceNode(node)) {
        return reference(node, source, side, where);
    }
    return fail(where, `a form of type that is not known: ${node.getText(source)}`);
}

function union(node, source, side, where) {
    let optional = false;
    const members = new Map();
    for (const part of node.types) {
        const member = typeOf(part, source, side, where);
        optional ||= member.optional;
        if (member.type !== undefined) {
            members.set(JSON.stringify(member.type), member.type);
        }
    }
    // `string | Runtime`: an enumeration that takes other values as well.
    const enums = [...members.values()].filter((type) => type.enum);
    if (enums.length === 1 && members.size === 2 && members.has(JSON.stringify(schema.enums[enums[0].enum].base))) {
        enumeration(enums[0].enum, true, where);
        return { type: enums[0], optional };
    }
    if (members.has('"asset"') && members.has('"archive"') && members.size === 2) {
        return { type: "assetOrArchive", optional };
    }
    const all = [...members.values()];
    return { type: all.length > 1 ? { oneOf: all } : all[0], optional };
}

function reference(node, source, side, where) {
    const name = node.typeName.getText(source);
    if (name === "pulumi.Input" || name === "pulumi.Output" || name === "Promise") {
        return typeOf(node.typeArguments[0], source, side, where);
    }
    if (name === "Record" || name === "Array") {
        const element = typeOf(node.typeArguments.at(-1), source, side, where).type;
        return { type: name === "Array" ? { list: element } : { map: element }, optional: false };
    }
    if (ASSETS.has(name)) {
        return { type: ASSETS.get(name), optional: false };
    }
    for (const [prefix, kind] of [["inputs.", "input"], ["outputs.", "output"]]) {
        if (name.startsWith(prefix)) {
            return { type: nestedType(kind, name.slice(prefix.length), where), optional: false };
        }
    }
    if (name.startsWith("enums.")) {
        return { type: enumeration(name.slice("enums.".length), false, where), optional: false };
    }
    if (name === "ARN") {
        return { type: "string", optional: false };
    }
    // A resource class stands for its id or ARN, which is what the provider takes: `string | Role`.
    if (importsResource(name, source)) {
        return { type: "string", optional: false };
    }
    // Types of the same file of nested types.
    const namespace = where.slice(where.indexOf(":") + 1).split(".")[0];
    for (const candidate of [`${namespace}.${name}`, name]) {
        if (nested[side].has(candidate)) {
            return { type: nestedType(side, candidate, where), optional: false };
        }
    }
    return fail(where, `a name that is not known: ${name}`);
}

/** Whether a name was imported from a module of resources: `import { Role } from "./index"`, `import * as lambda from …`. */
function importsResource(name, source) {
    const [first] = name.split(".");
    return source.statements.filter(ts.isImportDeclaration).some((node) => {
        const from = node.moduleSpecifier.text;
        const bindings = node.importClause?.namedBindings;
        if (!bindings || !from.startsWith(".") || from.includes("types/")) {
            return false;
        }
        return ts.isNamespaceImport(bindings)
            ? bindings.name.text === first && name.includes(".")
            : bindings.elements.some((element) => element.name.text === first);
    });
}

// --- code ------------------------------------------------------------------------------------------------------------

/** What only the code of a resource tells: its token, secrets, defaults, aliases, required inputs. */
function codeOf(relative, name) {
    const text = readFileSync(path.join(root, `${relative}.js`), "utf8");
    const token = /static __pulumiType = '([^']+)'/.exec(text)?.[1] ?? fail(relative, "no type token");
    const start = Math.max(text.indexOf("const args = argsOrState;"), text.indexOf("constructor(name, args, opts)"));
    const end = text.indexOf("super(", start);
    const body = start < 0 || end < 0 ? fail(relative, `the constructor of ${name} is not as expected`) : text.slice(start, end);
    const inputs = {};
    for (const [, property, expression] of body.matchAll(/resourceInputs\["(\w+)"\] = (.+);\n/g)) {
        if (expression !== "undefined /*out*/") {
            inputs[property] = expressionOf(property, expression, relative);
        }
    }
    for (const [, property] of body.matchAll(/args\?\.(\w+) === undefined && !opts\.urn/g)) {
        (inputs[property] ?? fail(relative, `required ${property} is no input`)).required = true;
    }
    const secrets = /additionalSecretOutputs: \[([^\]]*)\]/.exec(body)?.[1] ?? "";
    const aliases = /const aliasOpts = \{ aliases: (\[.*?\]) \};/.exec(body)?.[1] ?? "";
    return {
        token,
        inputs,
        secretOutputs: [...secrets.matchAll(/"(\w+)"/g)].map(([, property]) => property),
        aliases: [...new Set([...aliases.matchAll(/type: "([^"]+)"/g)].map(([, type]) => type))].sort(),
    };
}

function expressionOf(property, expression, where) {
    const given = `args?.${property}`;
    if (expression === given) {
        return {};
    }
    if (expression === `${given} ? pulumi.secret(args.${property}) : undefined`) {
        return { secret: true };
    }
    const json = /^pulumi\.output\((.*)\)\.apply\(JSON\.stringify\)$/.exec(expression);
    if (json) {
        return { json: true, ...expressionOf(property, json[1], where) };
    }
    if (expression.startsWith(`(${given}) ?? `)) {
        const value = expression.slice(given.length + 6);
        const environment = /^utilities\.getEnv\w*\((.*)\)$/.exec(value);
        return environment ? { environment: JSON.parse(`[${environment[1]}]`) } : { default: JSON.parse(value) };
    }
    return fail(where, `input ${property} has a form that is not known: ${expression}`);
}

// --- resources and functions -----------------------------------------------------------------------------------------

function resource(module, name, relative) {
    const code = codeOf(relative, name);
    const source = parse(`${relative}.d.ts`);
    const declared = source.statements.find((node) => ts.isClassDeclaration(node) && node.name.text === name);
    const args = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === `${name}Args`);
    const inputs = {};
    for (const member of membersOf(args)) {
        const where = `${relative}.${member.name}`;
        const { type } = typeOf(member.type, source, "input", where);
        const { required = false, secret = false, ...rest } = code.inputs[member.name] ?? fail(where, "not in the code");
        if (required === member.optional) {
            fail(where, "typings and code do not agree on whether it is required");
        }
        inputs[member.name] = { type, required, secret, ...rest };
    }
    const outputs = {};
    for (const member of declared.members.filter(ts.isPropertyDeclaration)) {
        const property = member.name.text;
        if (member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword)) {
            continue;
        }
        const { type, optional } = typeOf(member.type, source, "output", `${relative}.${property}`);
        outputs[property] = { type, optional, secret: code.secretOutputs.includes(property) };
    }
    const unknown = Object.keys(code.inputs).filter((property) => !(property in inputs));
    if (unknown.length > 0) {
        fail(relative, `in the code but not in the typings: ${unknown.join(", ")}`);
    }
    const undeclared = code.secretOutputs.filter((property) => !(property in outputs));
    if (undeclared.length > 0) {
        fail(relative, `secret outputs that are not declared: ${undeclared.join(", ")}`);
    }
    const token = name === "Provider" && module === "" ? `pulumi:providers:${code.token}` : code.token;
    schema.resources[token] = { module, name, inputs, outputs, aliases: code.aliases };
}

function invoked(module, name, relative) {
    const text = readFileSync(path.join(root, `${relative}.js`), "utf8");
    const token = /pulumi\.runtime\.invoke\("([^"]+)"/.exec(text)?.[1] ?? fail(relative, "no function token");
    const source = parse(`${relative}.d.ts`);
    const named = (suffix) => {
        const wanted = name[0].toUpperCase() + name.slice(1) + suffix;
        return source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === wanted);
    };
    const inputs = {};
    for (const member of named("Args") ? membersOf(named("Args")) : []) {
        const { type } = typeOf(member.type, source, "input", `${relative}.${member.name}`);
        inputs[member.name] = { type, required: !member.optional, secret: false };
    }
    const outputs = {};
    for (const member of membersOf(named("Result") ?? fail(relative, "no result"))) {
        const { type, optional } = typeOf(member.type, source, "output", `${relative}.${member.name}`);
        outputs[member.name] = { type, optional: member.optional || optional, secret: false };
    }
    schema.functions[token] = { module, name, inputs, outputs };
}

for (const line of readFileSync(list, "utf8").split("\n").map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) {
        continue;
    }
    const [name, module = ""] = line.split(".").reverse();
    const file = name[0].toLowerCase() + name.slice(1);
    const relative = path.posix.join(module, file);
    (name === file ? invoked : resource)(module, name, relative);
}

// --- equal types -----------------------------------------------------------------------------------------------------

/** The typings repeat a nested type under every place of its use. One name is kept, the shortest; others are its aliases. */
function merged() {
    const shapes = new Map();
    const numbers = new Map();
    const shapeOf = (key) => {
        if (!shapes.has(key)) {
            shapes.set(key, key); // a type inside itself: by its name
            const inner = (_, value) => (typeof value?.object === "string" ? { object: shapeOf(value.object) } : value);
            const [side, name] = key.split(":");
            const own = name.includes(".") ? name.split(".")[0] : name;
            const text = JSON.stringify([side, own, Object.entries(schema.types[key].properties).sort()], inner);
            shapes.set(key, numbers.get(text) ?? numbers.size);
            numbers.set(text, shapes.get(key));
        }
        return shapes.get(key);
    };
    const kept = new Map();
    for (const key of Object.keys(schema.types).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
        const shape = shapeOf(key);
        if (kept.has(shape)) {
            schema.types[kept.get(shape)].aliases.push(key.split(":")[1]);
        } else {
            kept.set(shape, key);
            schema.types[key].aliases = [];
        }
    }
    const survivor = (_, value) => (typeof value?.object === "string" ? { object: kept.get(shapes.get(value.object)) } : value);
    const types = Object.fromEntries([...kept.values()].map((key) => [key, schema.types[key]]));
    for (const type of Object.values(types)) {
        type.aliases.sort();
    }
    return JSON.parse(JSON.stringify({ ...schema, types }, survivor));
}

// --- canonical text --------------------------------------------------------------------------------------------------

/** Keys sorted; what is this deep goes into one line, so that a changed property is a changed line. */
const ONE_LINE = { resources: 4, functions: 4, types: 4, enums: 2 };

function canonical(value, inline = 0, indent = "") {
    if (value === null || typeof value !== "object") {
        return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
        return `[${value.map((item) => canonical(item)).join(", ")}]`;
    }
    const keys = Object.keys(value).sort();
    const members = (deeper) => keys.map((key) => `${JSON.stringify(key)}: ${canonical(value[key], inline - 1, deeper)}`);
    if (inline <= 0 || keys.length === 0) {
        return keys.length === 0 ? "{}" : `{ ${members("").join(", ")} }`;
    }
    const deeper = `${indent}  `;
    return `{\n${members(deeper).map((member) => deeper + member).join(",\n")}\n${indent}}`;
}

const reduced = merged();
const parts = Object.keys(reduced).sort().map((key) => `  ${JSON.stringify(key)}: ${canonical(reduced[key], (ONE_LINE[key] ?? 1) - 1, "  ")}`);
process.stdout.write(`{\n${parts.join(",\n")}\n}\n`);
