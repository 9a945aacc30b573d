// SPDX-License-Identifier: MIT
#include "parser.hpp"

#include "lexer.hpp"

namespace generator {

namespace {

class parser {
public:
    parser(std::string_view text, token_list list) : text_{text}, list_{std::move(list)} {}

    schema_syntax run(std::vector<problem>& problems) {
        schema_syntax result;
        result.layer = list_.layer;
        auto functions = false;
        while (next().kind != token_kind::end) {
            if (next().kind == token_kind::section) {
                functions = take().text == "functions";
                continue;
            }
            try {
                result.declarations.push_back(read_declaration());
                result.declarations.back().is_function = functions;
            } catch (const schema_error& error) {
                problems.push_back(error.details());
                skip_declaration();
            }
        }
        return result;
    }

private:
    const token& next(std::size_t ahead = 0) const {
        const auto last = list_.tokens.size() - 1;
        return list_.tokens[at_ + ahead < last ? at_ + ahead : last];
    }

    const token& take() {
        const auto& taken = next();
        if (taken.kind != token_kind::end)
            ++at_;
        return taken;
    }

    [[noreturn]] void fail(std::string_view expected) const {
        throw schema_error{
            next().at, "unexpected " + spelled(next()) + ", expected " + std::string{expected}};
    }

    const token& expect(char mark, std::string_view meaning) {
        if (!next().is(mark))
            fail(meaning);
        return take();
    }

    void skip_declaration() {
        while (next().kind != token_kind::end && next().kind != token_kind::section)
            if (take().is(';'))
                return;
    }

    declaration read_declaration() {
        depth_ = 0;
        declaration result;
        if (next().kind != token_kind::name)
            fail("the name of a constructor or a function");
        const auto& name = take();
        result.name = name.text;
        result.at = name.at;
        auto body = name.offset + name.text.size();
        if (next().kind == token_kind::id) {
            const auto& id = take();
            result.given_id = read_id(id);
            body = id.offset + id.text.size();
        }
        while (next().is('{'))
            read_implicit(result.implicit);
        if (next().is('?')) {
            take();
            result.builtin = true;
        }
        while (!next().is('=')) {
            if (result.builtin)
                fail("'=' after the body '?' of a built-in type");
            read_field(result.fields);
        }
        take();
        result.result = read_result();
        const auto& end = expect(';', "';' at the end of the declaration");
        result.text = result.name + squeezed(body, end.offset);
        result.hand_assigned = list_.hand_assigned.contains(end.at.line);
        return result;
    }

    static std::uint32_t read_id(const token& id) {
        std::uint32_t value = 0;
        auto valid = !id.text.empty() && id.text.size() <= 8;
        for (const char c : id.text) {
            const auto digit = std::string_view{"0123456789abcdef"}.find(c);
            valid = valid && digit != std::string_view::npos;
            value = value << 4 | static_cast<std::uint32_t>(digit & 15);
        }
        if (!valid)
            throw schema_error{
                id.at,
                "bad id '#" + std::string{id.text} +
                    "', expected 1 to 8 hexadecimal digits in lower case"};
        return value;
    }

    /// `{name name:type}`
    void read_implicit(std::vector<field_syntax>& out) {
        take();
        const auto first = out.size();
        while (next().kind == token_kind::name && !next(1).is('}')) {
            field_syntax argument;
            argument.name = next().text;
            argument.at = take().at;
            out.push_back(std::move(argument));
        }
        if (out.size() == first)
            fail("the name of an implicit argument");
        expect(':', "':' and the type of the implicit argument");
        const auto type = read_application();
        for (auto i = first; i < out.size(); ++i)
            out[i].type = type;
        expect('}', "'}' after the implicit argument");
    }

    static field_syntax unnamed(type_expression type) {
        field_syntax result;
        result.at = type.at;
        result.type = std::move(type);
        return result;
    }

    void read_field(std::vector<field_syntax>& out) {
        if (is_group()) {
            read_group(out);
        } else if ((next().kind == token_kind::name || next().is('_')) && next(1).is(':')) {
            field_syntax field;
            field.at = next().at;
            const auto name = take().text;
            field.name = name == "_" ? std::string_view{} : name;
            if (field.name.find('.') != std::string::npos)
                throw schema_error{
                    field.at,
                    "a field cannot be named " + quoted(name) + ", expected a name without '.'"};
            take();
            field.only_if = read_condition();
            field.type = read_term();
            out.push_back(std::move(field));
        } else if (next().kind == token_kind::name || next().kind == token_kind::number || next().is('#') ||
                   next().is('(') || next().is('[') || next().is('%') || next().is('!')) {
            out.push_back(unnamed(read_term()));
        } else {
            fail("a field such as 'name:type', or '=' and the result type");
        }
    }

    /// Whether `(name name:type)` starts here.
    bool is_group() const {
        if (!next().is('('))
            return false;
        std::size_t ahead = 1;
        while (next(ahead).kind == token_kind::name)
            ++ahead;
        return ahead > 1 && next(ahead).is(':');
    }

    void read_group(std::vector<field_syntax>& out) {
        take();
        const auto first = out.size();
        while (next().kind == token_kind::name) {
            field_syntax field;
            field.name = next().text;
            field.at = take().at;
            out.push_back(std::move(field));
        }
        take();
        const auto type = read_application();
        for (auto i = first; i < out.size(); ++i)
            out[i].type = type;
        expect(')', "')' after the fields");
    }

    std::optional<condition> read_condition() {
        if (next().kind != token_kind::name)
            return std::nullopt;
        if (next(1).is('?')) {
            condition result{std::string{next().text}, std::nullopt, next().at};
            at_ += 2;
            return result;
        }
        if (!next(1).is('.'))
            return std::nullopt;
        condition result{std::string{next().text}, 0, next().at};
        at_ += 2;
        if (next().kind != token_kind::number)
            fail("the number of a bit, 0 to 31");
        const auto& bit = take();
        unsigned value = 0;
        for (const char c : bit.text)
            value = value > 99 ? value : value * 10 + static_cast<unsigned>(c - '0');
        if (value > 31)
            throw schema_error{
                bit.at, "no such bit: " + std::string{bit.text} + ", expected 0 to 31"};
        result.bit = value;
        expect('?', "'?' and the type of the conditional field");
        return result;
    }

    /// The result type. Adjacent terms are an application, as in `Vector t`.
    type_expression read_result() {
        if (next().is(';'))
            fail("the type of the result");
        return read_application();
    }

    type_expression read_application() {
        auto result = read_term();
        while (starts_term() && !next().is('['))
            result.arguments.push_back(read_term());
        return result;
    }

    bool starts_term() const {
        return next().kind == token_kind::name || next().kind == token_kind::number ||
               next().is('#') || next().is('(') || next().is('%') || next().is('[') ||
               next().is('!');
    }

    type_expression read_term() {
        if (++depth_ > 64)
            throw schema_error{
                next().at, "the type is nested too deeply, expected at most 64 levels"};
        auto result = read_simple_term();
        --depth_;
        if (next().is('*')) {
            take();
            type_expression repeated{
                type_expression::kind::repetition, result.at, {}, false, false, {}};
            repeated.arguments.push_back(std::move(result));
            read_items(repeated);
            return repeated;
        }
        if (next().is('+'))
            throw schema_error{next().at, "sums of numbers are not supported, expected a type"};
        return result;
    }

    type_expression read_simple_term() {
        type_expression result;
        result.at = next().at;
        if (next().is('!') || next().is('%')) {
            const auto mark = take().text.front();
            result = read_term();
            (mark == '!' ? result.function : result.bare) = true;
        } else if (next().is('(')) {
            take();
            result = read_application();
            expect(')', "')' after the type");
        } else if (next().is('#')) {
            take();
            result.what = type_expression::kind::nat;
        } else if (next().is('[')) {
            result.what = type_expression::kind::repetition;
            read_items(result);
        } else if (next().kind == token_kind::number) {
            result.what = type_expression::kind::number;
            result.name = take().text;
        } else if (next().kind == token_kind::name) {
            result.name = take().text;
            if (next().is('<')) {
                do {
                    take();
                    result.arguments.push_back(read_application());
                } while (next().is(','));
                expect('>', "'>' after the arguments of the type");
            }
        } else {
            fail("a type");
        }
        return result;
    }

    void read_items(type_expression& out) {
        expect('[', "'[' and the repeated fields");
        std::vector<field_syntax> items;
        while (!next().is(']'))
            read_field(items);
        take();
        for (auto& item : items)
            out.arguments.push_back(std::move(item.type));
        if (items.empty())
            throw schema_error{
                out.at, "the repetition is empty, expected fields between '[' and ']'"};
    }

    /// The text of a range without comments and with each run of white space as one space.
    std::string squeezed(std::size_t from, std::size_t to) const {
        std::string out;
        auto space = false;
        while (from < to) {
            if (const auto comment = list_.comments.find(from); comment != list_.comments.end()) {
                from = comment->second;
                space = true;
                continue;
            }
            const auto c = text_[from++];
            if (static_cast<unsigned char>(c) <= ' ') {
                space = true;
            } else {
                if (space)
                    out += ' ';
                space = false;
                out += c;
            }
        }
        return out;
    }

    std::string_view text_;
    token_list list_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

schema_syntax parse(std::string_view text, std::vector<problem>& problems) {
    try {
        return parser{text, tokenize(text)}.run(problems);
    } catch (const schema_error& error) {
        problems.push_back(error.details());
        return {};
    }
}

} // namespace generator
