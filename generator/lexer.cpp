// SPDX-License-Identifier: MIT
#include "lexer.hpp"

#include <charconv>

namespace generator {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/// A position in the text, with its line and column.
class cursor {
public:
    explicit cursor(std::string_view text) : text_{text} {
        if (text_.starts_with("\xef\xbb\xbf"))
            offset_ = 3;
    }

    bool at_end() const { return offset_ >= text_.size(); }
    std::size_t offset() const { return offset_; }
    position at() const { return at_; }
    char peek(std::size_t ahead = 0) const {
        return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
    }
    bool sees(std::string_view what) const { return text_.substr(offset_).starts_with(what); }
    std::string_view since(std::size_t start) const { return text_.substr(start, offset_ - start); }

    void step() {
        const char c = text_[offset_++];
        if (c == '\n')
            at_ = {at_.line + 1, 1};
        else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) // count a UTF-8 character at its first byte
            ++at_.column;
    }

    void skip(std::size_t count) {
        for (; count > 0 && !at_end(); --count)
            step();
    }

    template <class Condition>
    std::string_view take_while(Condition condition) {
        const auto start = offset_;
        while (!at_end() && condition(text_[offset_]))
            step();
        return since(start);
    }

private:
    std::string_view text_;
    std::size_t offset_ = 0;
    position at_;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

void read_comment(cursor& in, token_list& out) {
    const auto start = in.offset();
    const auto at = in.at();
    if (in.sees("//")) {
        const auto text = trimmed(in.take_while([](char c) { return c != '\n'; }).substr(2));
        if (text == "hand-assigned id")
            out.hand_assigned.insert(at.line);
        if (text.starts_with("LAYER ")) {
            const auto digits = trimmed(text.substr(6));
            int layer = 0;
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), layer);
            if (error == std::errc{} && end == digits.data() + digits.size() && layer > 0)
                out.layer = layer;
        }
    } else {
        in.skip(2);
        while (!in.at_end() && !in.sees("*/"))
            in.step();
        if (in.at_end())
            throw schema_error{at, "the comment never ends, expected '*/'"};
        in.skip(2);
    }
    out.comments.emplace(start, in.offset());
}

token read_section(cursor& in) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    token result{token_kind::section, {}, in.at(), in.offset()};
    in.skip(3);
    in.take_while(is_blank);
    result.text = in.take_while(is_word);
    in.take_while(is_blank);
    if (!in.sees("---") || (result.text != "functions" && result.text != "types"))
        throw schema_error{
            result.at, "unknown section mark, expected '---functions---' or '---types---'"};
    in.skip(3);
    return result;
}

token read_name(cursor& in) {
    token result{token_kind::name, {}, in.at(), in.offset()};
    in.take_while(is_word);
    while (in.peek() == '.' && is_letter(in.peek(1))) {
        in.step();
        in.take_while(is_word);
    }
    result.text = in.since(result.offset);
    return result;
}

} // namespace

token_list tokenize(std::string_view text) {
    token_list out;
    cursor in{text};
    while (!in.at_end()) {
        const char c = in.peek();
        if (is_space(c)) {
            in.step();
        } else if (in.sees("//") || in.sees("/*")) {
            read_comment(in, out);
        } else if (in.sees("---")) {
            out.tokens.push_back(read_section(in));
        } else if (is_letter(c)) {
            out.tokens.push_back(read_name(in));
            if (in.peek() == '#') {
                in.step();
                token id{token_kind::id, {}, in.at(), in.offset()};
                id.text = in.take_while(is_word);
                out.tokens.push_back(id);
            }
        } else if (is_digit(c)) {
            token number{token_kind::number, {}, in.at(), in.offset()};
            number.text = in.take_while(is_digit);
            out.tokens.push_back(number);
        } else if (std::string_view{":;=?!%.,<>()[]{}*+#_"}.find(c) != std::string_view::npos) {
            token mark{token_kind::mark, {}, in.at(), in.offset()};
            in.step();
            mark.text = in.since(mark.offset);
            out.tokens.push_back(mark);
        } else {
            const auto at = in.at();
            const auto start = in.offset();
            in.step();
            while (!in.at_end() && (static_cast<unsigned char>(in.peek()) & 0xc0) == 0x80)
                in.step();
            throw schema_error{
                at,
                "unexpected character " + quoted(in.since(start)) +
                    ", expected a declaration, a comment or a section mark"};
        }
    }
    out.tokens.push_back({token_kind::end, {}, in.at(), in.offset()});
    return out;
}

std::string spelled(const token& token) {
    if (token.kind == token_kind::end)
        return "the end of the file";
    if (token.kind == token_kind::section)
        return "a section mark";
    if (token.kind == token_kind::id)
        return "'#" + std::string{token.text} + "'";
    return quoted(token.text);
}

} // namespace generator
