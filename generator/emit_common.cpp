// SPDX-License-Identifier: MIT
#include "emit_common.hpp"

#include "spelling.hpp"

namespace generator {

writer::writer(const emit_options& options, const std::vector<std::string>& includes)
    : options_{options} {
    text_ = "// SPDX-License-Identifier: MIT\n// Written by awaitgram's generator from a "
            "schema.\n#pragma once\n\n";
    for (const auto& path : includes)
        text_ += "#include <" + path + ">\n";
    if (!includes.empty())
        text_ += '\n';
}

void writer::enter(std::string_view space) {
    if (open_ && space_ == space)
        return;
    leave();
    text_ +=
        "namespace " + options_.space + (space.empty() ? "" : "::") + std::string{space} + " {\n";
    space_ = space;
    open_ = true;
}

void writer::leave() {
    if (open_)
        text_ += "}\n";
    open_ = false;
}

void writer::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
}

std::string writer::finish() {
    leave();
    return std::move(text_);
}

void write_spec(
    writer& out,
    std::string_view indent,
    const emit_options& options,
    std::string_view kind,
    std::string_view name
) {
    const std::string start = std::string{indent} + "/// Spec: ";
    if (!options.doc_base.empty())
        out.line(start + options.doc_base + '/' + std::string{kind} + '/' + std::string{name});
    else if (!options.doc_page.empty())
        out.line(start + options.doc_page);
}

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '\\' ? "\\\\" : std::string{c};
    return out;
}

} // namespace

void write_structure(
    writer& out,
    const structure& what,
    std::string_view result_name,
    const std::vector<std::string>& facts
) {
    if (!what.parameters.empty()) {
        std::string heading;
        for (const auto& parameter : what.parameters)
            heading += (heading.empty() ? "class " : ", class ") + parameter;
        out.line("template <" + heading + '>');
    }
    out.line("struct " + what.name.name + " {");
    out.line("    using " + std::string{result_name} + " = " + what.cpp_result + ';');
    out.line("    static constexpr ::std::uint32_t tl_id = 0x" + hex8(what.id) + ';');
    out.line(
        "    static constexpr ::std::size_t tl_n = " + std::to_string(what.members.size()) + ';'
    );
    if (!what.bits.empty())
        out.line("    static constexpr const char* tl_bits = \"" + escaped(what.bits) + "\";");
    out.line("    static constexpr const char* tl_line = \"" + what.tl_line + "\";");
    for (const auto& fact : facts)
        out.line("    static constexpr " + fact + ';');
    for (const auto& member : what.members)
        out.line("    " + member.cpp_type + ' ' + member.cpp_name + "{};");
    out.line("};");
}

} // namespace generator
