// SPDX-License-Identifier: MIT
#include "errors_file.hpp"

#include <algorithm>
#include <charconv>

#include "../include/awaitgram/core/error_name.hpp"

namespace generator {

namespace {

std::vector<std::string_view> cut(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

/// An error's text as a server sends it: with a number in the place of `%d`.
std::string with_number(std::string_view name) {
    std::string text{name};
    if (const auto place = text.find("%d"); place != std::string::npos)
        text.replace(place, 2, "0");
    return text;
}

void read_line(std::string_view line, std::size_t number, errors_file& out) {
    const auto fields = cut(line, '\t');
    const auto column = [&](std::size_t field) {
        return static_cast<std::size_t>(fields[field].data() - line.data()) + 1;
    };
    if (fields[0] == "error") {
        if (fields.size() != 3 || fields[2].empty())
            throw schema_error{
                {number, 1},
                "a line of " + std::to_string(fields.size()) +
                    " fields, expected 'error', a code and a name between tabs"};
        error_entry entry{0, std::string{fields[2]}};
        const auto end = fields[1].data() + fields[1].size();
        if (const auto [last, error] = std::from_chars(fields[1].data(), end, entry.code);
            error != std::errc{} || last != end)
            throw schema_error{
                {number, column(1)}, "bad code " + quoted(fields[1]) + ", expected a number"};
        if (entry.name.find("%d") != std::string::npos &&
            !awaitgram::split_error(with_number(entry.name)).value)
            throw schema_error{
                {number, column(2)},
                "the number in " + quoted(entry.name) +
                    " is not seen in errors that arrive, expected %d as a whole word"};
        out.errors.push_back(std::move(entry));
    } else if (fields[0] == "method") {
        if (fields.size() < 3 || fields.size() > 4)
            throw schema_error{
                {number, 1},
                "a line of " + std::to_string(fields.size()) +
                    " fields, expected 'method', a name, its callers and its errors between tabs"};
        if (fields[2] != "users" && fields[2] != "bots" && fields[2] != "users,bots")
            throw schema_error{
                {number, column(2)},
                "unknown callers " + quoted(fields[2]) +
                    ", expected 'users', 'bots' or 'users,bots'"};
        method_facts facts{std::string{fields[2]}, {}};
        if (fields.size() == 4)
            for (const auto name : cut(fields[3], ','))
                facts.errors.emplace_back(name);
        out.methods.insert_or_assign(std::string{fields[1]}, std::move(facts));
    } else {
        throw schema_error{
            {number, 1},
            "unknown word " + quoted(fields[0]) +
                ", expected 'error', 'method' or a comment after '#'"};
    }
}

} // namespace

int errors_file::code_of(std::string_view name) const {
    const auto match = std::ranges::find(errors, name, &error_entry::name);
    return match == errors.end() ? 0 : match->code;
}

errors_file read_errors(std::string_view text, std::vector<problem>& problems) {
    errors_file out;
    std::size_t number = 0;
    for (auto line : cut(text, '\n')) {
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() || line.starts_with('#'))
            continue;
        try {
            read_line(line, number, out);
        } catch (const schema_error& error) {
            problems.push_back(error.details());
        }
    }
    return out;
}

std::string without_number(std::string_view name) {
    return awaitgram::split_error(with_number(name)).name;
}

} // namespace generator
