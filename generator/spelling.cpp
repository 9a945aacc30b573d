// SPDX-License-Identifier: MIT
#include "spelling.hpp"

namespace generator {

namespace {

std::string spelled(const field_syntax& field) {
    std::string out = field.name.empty() ? std::string{} : field.name + ':';
    if (field.only_if) {
        out += field.only_if->variable;
        if (field.only_if->bit)
            out += '.' + std::to_string(*field.only_if->bit);
        out += '?';
    }
    return out + spelled(field.type);
}

} // namespace

std::string spelled(const type_expression& type) {
    std::string out = type.function ? "!" : "";
    if (type.bare)
        out += '%';
    out += type.what == type_expression::kind::nat ? "#" : type.name;
    std::string list;
    for (const auto& argument : type.arguments)
        list += (list.empty() ? "" : ",") + spelled(argument);
    if (type.what == type_expression::kind::repetition)
        return out + '[' + list + ']';
    return list.empty() ? out : out + '<' + list + '>';
}

std::string spelled(const declaration& what, std::uint32_t id) {
    std::string out = what.name + '#' + hex8(id);
    for (const auto& one : what.implicit)
        out += " {" + spelled(one) + '}';
    for (const auto& one : what.fields)
        out += ' ' + spelled(one);
    return out + " = " + spelled(what.result);
}

std::string hex8(std::uint32_t id) {
    std::string out;
    for (int shift = 28; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[id >> shift & 15];
    return out;
}

} // namespace generator
