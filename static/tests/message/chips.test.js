import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { setSelection } from "@html_editor/../tests/_helpers/selection";
import { deleteBackward, insertText } from "@html_editor/../tests/_helpers/user_actions";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { drawChips, reading, restoreSources } from "@crm_dealership/message/chips";
import { cut, describe as say, findPaths } from "@crm_dealership/message/expressions";
import { MessageBodyField } from "@crm_dealership/message/message_fields";

describe.current.tags("desktop");

const LABELS = { "customer.first_name": "Customer: first name", "company.name": "Organisation: name" };
const NAMED = { get: (path) => LABELS[path] };
const words = (expression) => say(expression, NAMED.get).text;

const TEXT = "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},\nyour car is ready.\n";

class DealershipMessage extends models.Model {
    _name = "dealership.message";
    subject = fields.Char();
    body_text = fields.Text();
    body_html = fields.Html();
    subject_category = fields.Char();
    _records = [
        {
            id: 1,
            subject: "Bonjour {{ customer.first_name }}",
            body_text: TEXT,
            body_html: '<p>Dear {{ customer.first_name }}, see <a href="{{unsubscribe_link}}">here</a></p>',
            subject_category: "vehicle",
        },
    ];
}

defineMailModels();
defineModels([DealershipMessage]);

beforeEach(() => {
    reading.source = false;
    onRpc("dealership.message", "get_value_labels", ({ args }) =>
        Object.fromEntries(args[0].filter((path) => LABELS[path]).map((path) => [path, LABELS[path]])),
    );
    onRpc("dealership.message", "measure_text", () => ({ examples: 0 }));
});

const mount = (name, widget, attributes = "") =>
    mountView({
        type: "form",
        resModel: "dealership.message",
        resId: 1,
        arch: `<form><field name="subject_category" invisible="1"/><field name="${name}" widget="${widget}" ${attributes}
            options="{'subject_field': 'subject_category', 'chips': True, 'embedded_components': False}"/></form>`,
    });

const face = (name) => queryOne(`.o_field_widget[name=${name}] .o_dealership_chip_face`);

/** Type where the caret is, as a person does. */
function type(text) {
    document.execCommand("insertText", false, text);
}

function putCaretAtEnd(element) {
    element.focus();
    const selection = document.getSelection();
    selection.selectAllChildren(element);
    selection.collapseToEnd();
}

test("values are said by what they are called, with what stands for one that is missing", async () => {
    await makeMockEnv();
    expect(words("{{ customer.first_name }}")).toBe("Customer: first name");
    expect(words("{{customer.first_name|title}}")).toBe("Customer: first name");
    expect(words('{{ customer.first_name | default("Madam, \\"Sir\\"") }}')).toBe(
        'Customer: first name or “Madam, "Sir"”',
    );
    expect(words("{{ customer.first_name | default('you') | upper }}")).toBe("Customer: first name or “you”");
    expect(words("{{ customer.first_name | default(company.name) }}")).toBe(
        "Customer: first name or Organisation: name",
    );
    expect(words('{{ customer.first_name | default("") }}')).toBe("Customer: first name or nothing");
    expect(words('{{ customer.first_name | default(company.name) | default("us (here)") }}')).toBe(
        "Customer: first name or Organisation: name or “us (here)”",
    );
    expect(words("{{ customer.first_name ~ company.name }}")).toBe("by Customer: first name, Organisation: name");
});

test("what is no plain value is neutral, and never Jinja", async () => {
    await makeMockEnv();
    expect(words("{% if customer.first_name %}")).toBe("if known: Customer: first name");
    expect(words("{% if not customer.first_name %}")).toBe("if not known: Customer: first name");
    for (const expression of [
        "{{ customer.first_name ~ company.name }}",
        "{{ nothing.known }}",
        "{% if statement.count == 1 %}",
        "{% elif statement.count > 2 %}",
        "{% else %}",
        "{% endif %}",
        "{% for each in things %}",
        "{# a remark #}",
        "{%- else -%}",
    ]) {
        expect(words(expression)).not.toMatch(/[{}%#]|statement|nothing\.known/);
    }
});

test("a text cut in pieces is the same text put together", () => {
    for (const text of ["", "No value", "{{ a.b }}", "{{ a }}{% if b.c %} {{ d }}\n{% endif %} {{ open", "}} {% x"]) {
        expect(
            cut(text)
                .map((part) => part.source)
                .join(""),
        ).toBe(text);
    }
    expect(findPaths('{{ a.b | default("c.d") }} e.f {% if g.h %}')).toInclude("a.b");
    expect(findPaths('{{ a.b | default("c.d") }} e.f {% if g.h %}')).not.toInclude("c.d");
});

test("HTML with chips is the same HTML without them", async () => {
    await makeMockEnv();
    for (const html of [
        '<p>Dear {{ customer.first_name | default("you") }},</p>',
        "<p>{% if customer.first_name %}A &amp; B &lt; {{ company.name }}<br>{% endif %}&nbsp;{{ x.y > 1 }}</p>".replace(
            "y > 1",
            "y &gt; 1",
        ),
        '<p>See <a href="{{unsubscribe_link}}" title="{{ company.name }}">here</a></p><table><tbody><tr><td>{{ a.b }}</td></tr></tbody></table>',
    ]) {
        const template = document.createElement("template");
        template.innerHTML = drawChips(html, NAMED);
        expect(template.content.querySelectorAll(".o_dealership_value_chip").length).toBeGreaterThan(0);
        restoreSources(template.content);
        expect(template.innerHTML).toBe(html);
    }
});

test("a subject with its values as chips is written, and saved with their sources", async () => {
    onRpc("dealership.message", "web_save", ({ args }) => {
        expect.step(args[1].subject);
    });
    await mount("subject", "dealership_message_subject");
    await animationFrame();
    expect(face("subject")).toHaveText("Bonjour Customer: first name");
    expect(".o_field_widget[name=subject] input").not.toBeVisible();
    putCaretAtEnd(face("subject"));
    type(" !");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["Bonjour {{ customer.first_name }} !"]);
});

test("what to write is shown while nothing is written, be it without any value", async () => {
    DealershipMessage._records[0].subject = "How was it?";
    await mount("subject", "dealership_message_subject", 'placeholder="What they read first"');
    await animationFrame();
    const placeholder = () => getComputedStyle(face("subject"), "::before").content;
    expect(placeholder()).toBe("none");
    face("subject").focus();
    document.getSelection().selectAllChildren(face("subject"));
    document.execCommand("delete");
    expect(placeholder()).toBe('"What they read first"');
    type("Well?");
    expect(placeholder()).toBe("none");
});

test("lines of a text stay as many, and a condition stays what it is", async () => {
    onRpc("dealership.message", "web_save", ({ args }) => {
        expect.step(args[1].body_text);
    });
    await mount("body_text", "dealership_message_text");
    await animationFrame();
    expect(queryAllTexts(".o_dealership_value_chip")).toEqual([
        "if known: Customer: first name",
        "Customer: first name",
        "end of “if”",
    ]);
    putCaretAtEnd(face("body_text"));
    type("Until 19:00");
    await contains(".o_form_button_save").click();
    expect.verifySteps([`${TEXT}Until 19:00`]);
});

test("an expression written by hand is a chip once one is done", async () => {
    await mount("subject", "dealership_message_subject");
    putCaretAtEnd(face("subject"));
    type(", {{ company.name }}");
    expect(".o_dealership_value_chip").toHaveCount(1);
    face("subject").blur();
    await animationFrame();
    expect(queryAllTexts(".o_dealership_value_chip")).toEqual(["Customer: first name", "Organisation: name"]);
});

test("who asks for the source sees it, in the body as well", async () => {
    await mount("body_html", "dealership_message_body");
    await animationFrame();
    expect(queryAllTexts(".note-editable .o_dealership_value_chip")).toEqual(["Customer: first name"]);
    expect(".note-editable").not.toHaveText(/\{\{/);
    await contains(".o_dealership_source_switch").click();
    await animationFrame();
    expect(".o_dealership_value_chip").toHaveCount(0);
    expect(".note-editable").toHaveText(/Dear \{\{ customer.first_name \}\}/);
    await contains(".o_dealership_source_switch").click();
});

/** Show the body, and return the editor and the text that follows its chip. */
async function openBody() {
    let editor;
    patchWithCleanup(MessageBodyField.prototype, {
        onEditorLoad(loaded) {
            editor = loaded;
            return super.onEditorLoad(loaded);
        },
    });
    onRpc("dealership.message", "web_save", ({ args }) => {
        expect.step(args[1].body_html.replace(/ data-oe-version="[^"]*"/, "")); // of the editor
    });
    await mount("body_html", "dealership_message_body");
    await animationFrame();
    const texts = [...queryOne(".note-editable p").childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return { editor, behind: texts.find((node) => node.data.includes(", see")) };
}

test("a body is written around its chips, and saved with their sources", async () => {
    const { editor, behind } = await openBody();
    setSelection({ anchorNode: behind, anchorOffset: ", see ".length });
    await insertText(editor, "all of it ");
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        '<p>Dear {{ customer.first_name }}, see all of it <a href="{{unsubscribe_link}}">here</a></p>',
    ]);
});

test("a chip is deleted as one thing", async () => {
    const { editor, behind } = await openBody();
    setSelection({ anchorNode: behind, anchorOffset: 0 });
    deleteBackward(editor);
    await contains(".o_form_button_save").click();
    expect.verifySteps(['<p>Dear , see <a href="{{unsubscribe_link}}">here</a></p>']);
});

for (const [name, widget, chips] of [
    ["subject", "dealership_message_subject", ["Customer: first name"]],
    ["body_text", "dealership_message_text", ["if known: Customer: first name", "Customer: first name", "end of “if”"]],
]) {
    test(`who only reads the ${name} sees chips, too`, async () => {
        await mount(name, widget, 'readonly="1"');
        await animationFrame();
        expect(queryAllTexts(".o_dealership_value_chip")).toEqual(chips);
        expect(`.o_field_widget[name=${name}]`).not.toHaveText(/[{}]/);
        expect(face(name)).toHaveAttribute("contenteditable", "false");
    });
}
