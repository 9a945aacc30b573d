// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/lifetime.hpp>
#include <awaitgram/tl/detail/line.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram::tl::detail {

/// Values nested deeper are printed as "...".
inline constexpr int most_printed_depth = 64;
/// A struct or vector without nested lines is printed on one line of up to this many characters.
inline constexpr std::size_t short_line = 80;
/// Longer bytes are truncated.
inline constexpr std::size_t most_printed_bytes = 32;

/// A text in double quotes, with escapes for characters that affect a terminal.
inline std::string quoted(std::string_view text) {
    constexpr auto digits = "0123456789abcdef";
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        // 0xc2 0x80 ... 0xc2 0x9f are control characters, too.
        const auto next = i + 1 < text.size() ? static_cast<std::uint8_t>(text[i + 1]) : 0;
        if (byte == '"' || byte == '\\') {
            out += {'\\', text[i]};
        } else if (byte == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next < 0xa0)) {
            out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
            if (byte == 0xc2)
                out += {'\\', 'x', digits[next >> 4], digits[next & 15]}, ++i;
        } else {
            out += text[i];
        }
    }
    return out += '"';
}

inline std::string printed_bytes(byte_view bytes) {
    if (bytes.size() <= most_printed_bytes)
        return "0x" + to_hex(bytes);
    return "0x" + to_hex(bytes.first(most_printed_bytes)) + "... (" + std::to_string(bytes.size()) +
           " bytes)";
}

inline std::string printed_double(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return std::string(digits, end);
}

/// A number (or raw bytes) of a basic type of the schema.
inline std::string printed_fixed(std::string_view type, const char* data, std::size_t size) {
    if (type == "double" && size == 8)
        return printed_double(load_le<double>(data));
    if (type == "#" && size == 4)
        return std::to_string(load_le<std::uint32_t>(data));
    if (size == 4)
        return std::to_string(load_le<std::int32_t>(data));
    if (size == 8)
        return std::to_string(load_le<std::int64_t>(data));
    return printed_bytes({reinterpret_cast<const std::uint8_t*>(data), size});
}

/// Bytes of a basic type of fixed size; 0 for others.
inline std::size_t basic_size(std::string_view type) noexcept {
    if (type == "int" || type == "#" || type == "int32")
        return 4;
    if (type == "long" || type == "double" || type == "int53" || type == "int64")
        return 8;
    return type == "int128" ? 16 : type == "int256" ? 32 : type == "int512" ? 64 : 0;
}

/// The innermost item type of nested vectors: `long` for `Vector<Vector<long>>`.
inline std::string_view innermost(std::string_view type) noexcept {
    while (!type.empty() && type.back() == '>') {
        const auto open = type.find('<');
        if (open == type.npos)
            break;
        type = type.substr(open + 1, type.size() - open - 2);
    }
    return type;
}

/// Items between brackets: on one line if they are few and short, else one per line.
inline std::string
joined(const std::vector<std::string>& items, char open, char close, std::size_t indent) {
    if (items.empty())
        return {open, close};
    std::size_t size = indent;
    bool nested = false;
    for (const auto& item : items) {
        size += item.size() + 2;
        nested = nested || item.find('\n') != item.npos;
    }
    std::string out(1, open);
    if (!nested && size <= short_line) {
        const std::string padding(open == '{' ? " " : "");
        out += padding;
        for (std::size_t i = 0; i < items.size(); ++i)
            out += (i != 0 ? ", " : "") + items[i];
        return out + padding + close;
    }
    for (const auto& item : items) {
        out += '\n';
        out.append(indent + 2, ' ');
        out += item;
    }
    out += '\n';
    out.append(indent, ' ');
    return out + close;
}

inline std::string
printed_structure(const descriptor& type, const char* body, std::size_t indent, int depth);

/// Any value; `basic` is its basic type, if it has one.
inline std::string printed(
    const linked_op& shape, const char* data, std::string_view basic, std::size_t indent, int depth
) {
    switch (shape.step.what) {
    case kind::flags:
        return {};
    case kind::fixed_4:
    case kind::fixed_8:
    case kind::fixed_12:
    case kind::fixed_16:
    case kind::fixed:
    case kind::optional_4:
    case kind::optional_8:
    case kind::optional_fixed:
        return printed_fixed(basic, data, shape.step.length);
    case kind::boolean:
    case kind::optional_boolean:
        return *data != 0 ? "true" : "false";
    case kind::text: {
        const auto& text = *reinterpret_cast<const storage*>(data);
        const auto* const bytes = static_cast<const std::uint8_t*>(text.data());
        if (basic == "bytes" || basic == "secureBytes")
            return printed_bytes({bytes, text.size()});
        return quoted(text_of({bytes, text.size()}));
    }
    case kind::rest: {
        const auto& text = *reinterpret_cast<const storage*>(data);
        return "object " +
               printed_bytes({static_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    case kind::box:
    case kind::optional_structure:
    case kind::optional_bare_structure: {
        const auto* const inside = *reinterpret_cast<const node* const*>(data);
        if (inside == nullptr)
            return "null";
        return printed_structure(
            *inside->type, reinterpret_cast<const char*>(inside) + payload_offset, indent, depth
        );
    }
    case kind::structure:
    case kind::bare_structure:
        return printed_structure(shape.structure(), data, indent, depth);
    default: {
        if (depth <= 0)
            return "[...]";
        const auto& items = *reinterpret_cast<const storage*>(data);
        const auto item = item_of(shape);
        const auto* each = static_cast<const char*>(items.data());
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < items.size(); ++i, each += shape.step.length)
            texts.push_back(printed(item, each, basic, indent + 2, depth - 1));
        return joined(texts, '[', ']', indent);
    }
    }
}

/// Whether a member is present; required ones always are.
inline bool is_present(const op& step, const char* member, bool conditional) noexcept {
    switch (step.what) {
    case kind::optional_4:
    case kind::optional_8:
    case kind::optional_fixed:
    case kind::optional_boolean:
        return load_le<std::uint32_t>(member + step.length) != 0;
    default:
        return !conditional || load_le<std::uint64_t>(member) != 0;
    }
}

/// The op of a member that is not a bool of a flag bit.
inline const op* op_of_member(const descriptor& type, std::size_t number) noexcept {
    const op* match = type.ops;
    for (std::size_t i = 0; i < type.sum.ops; ++i)
        if (type.ops[i].what != kind::flags && type.ops[i].member <= number)
            match = type.ops + i;
    return match;
}

inline std::string
printed_structure(const descriptor& type, const char* body, std::size_t indent, int depth) {
    line_reader line(type.line);
    std::string out(line.name());
    if (type.sum.empty)
        return out;
    if (depth <= 0)
        return out + " {...}";
    std::vector<std::string> members;
    const auto* flag = type.bools();
    // Adjacent numbers share an op: the offset of the next one in it.
    const op* step = nullptr;
    std::size_t inside = 0;
    std::size_t number = 0;
    for (line_field field; line.next(field);) {
        if (field.flags_word)
            continue;
        const auto name = std::string(field.name) + ": ";
        const auto this_number = number++;
        if (field.conditional && field.type == "true") {
            if (body[flag++->offset] != 0)
                members.push_back(name + "true");
            continue;
        }
        const auto* const op_here = op_of_member(type, this_number);
        inside = op_here == step ? inside : 0;
        step = op_here;
        const auto* const member = body + step->offset + inside;
        auto shape = type.linked(*step);
        if (const auto size = basic_size(field.type); size != 0 && !field.conditional) {
            shape.step.length = static_cast<std::uint16_t>(size);
            inside += size;
        }
        if (is_present(*step, member, field.conditional))
            members.push_back(
                name + printed(shape, member, innermost(field.type), indent + 2, depth - 1)
            );
    }
    return out + ' ' + joined(members, '{', '}', indent);
}

} // namespace awaitgram::tl::detail
