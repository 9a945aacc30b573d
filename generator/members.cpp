// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "names.hpp"
#include "resolve.hpp"

namespace generator {

namespace {

using kind = type_expression::kind;

/// Limit of the serializer's reflection.
constexpr std::size_t most_members = 100;
/// Limit of the serializer's masks, which count all members but bools.
constexpr std::ptrdiff_t most_values = 64;
/// Limit of the serializer's masks.
constexpr unsigned most_flags_words = 2;

/// Whether a `#` is a flags word: a later field depends on it, or its name starts with `flags`.
bool is_flags_word(const field_syntax& field, const declaration& in) {
    const auto depends = [&](const field_syntax& other) {
        return other.only_if && other.only_if->variable == field.name;
    };
    return field.type.what == kind::nat && !field.only_if &&
           (field.name.starts_with("flags") || std::ranges::any_of(in.fields, depends));
}

class member_resolver {
public:
    member_resolver(const type_resolver& types, const declaration& from, structure& to)
        : types_{types}, from_{from}, to_{to} {
        for (const auto& reserved :
             {"tl_id",
              "tl_n",
              "tl_bits",
              "tl_line",
              "tl_type",
              "tl_result",
              "tl_callers",
              "tl_errors"})
            names_.reserve(reserved);
        for (const auto& parameter : to.parameters)
            names_.reserve(parameter);
    }

    void add(const field_syntax& field) {
        if (field.name.empty())
            throw schema_error{
                field.at, "a field without a name cannot be represented, expected 'name:type'"};
        if (!seen_.insert(field.name).second)
            throw schema_error{
                field.at,
                "the field '" + field.name + "' is declared twice, expected different names"};
        if (is_flags_word(field, from_))
            add_flags(field);
        else if (field.only_if)
            add_conditional(field);
        else
            add_required(field);
    }

    void finish() {
        if (words_.empty())
            to_.bits.clear();
        const auto values =
            std::ranges::count(to_.members, false, &member::is_flag) + std::ssize(words_);
        if (to_.members.size() > most_members || values > most_values)
            throw schema_error{
                from_.at,
                "'" + from_.name + "' has " + std::to_string(to_.members.size()) + " fields, " +
                    std::to_string(values) + " of them with values, expected at most " +
                    std::to_string(most_members) + " and " + std::to_string(most_values)};
    }

private:
    void add_flags(const field_syntax& field) {
        const auto word = static_cast<unsigned>(words_.size());
        if (word == most_flags_words)
            throw schema_error{
                field.at,
                "'" + field.name + "' is one flags word too many, expected at most " +
                    std::to_string(most_flags_words)};
        words_.emplace(field.name, word);
        to_.bits += '#';
    }

    void add_required(const field_syntax& field) {
        const auto& type = field.type;
        if (type.name == "true" || type.name == "True")
            throw schema_error{
                type.at,
                "'" + type.name +
                    "' holds nothing, expected a condition before it, as in flags.0?true"};
        if (type.name == "Object" && &field != &from_.fields.back())
            throw schema_error{
                type.at,
                "a value of unknown size comes before other fields, expected it at the end"};
        append(field, types_.field_type(type, from_), false);
        to_.bits += '.';
    }

    void add_conditional(const field_syntax& field) {
        const auto& type = field.type;
        const auto& only_if = *field.only_if;
        const auto word = words_.find(only_if.variable);
        if (word == words_.end())
            throw schema_error{
                only_if.at,
                "unknown flags word '" + only_if.variable + "', expected an earlier field '" +
                    only_if.variable + ":#'"};
        if (!only_if.bit)
            throw schema_error{
                only_if.at,
                "a field that depends on a whole number cannot be represented, expected a bit, as "
                "in " +
                    only_if.variable + ".0?"};
        if (type.name == "Object" || type.function)
            throw schema_error{
                type.at,
                "an optional value of unknown size cannot be represented, expected another type"};
        const auto is_flag = type.what == kind::name && type.name == "true";
        auto resolved = is_flag ? resolved_type{"bool", {}} : types_.field_type(type, from_);
        if (!is_flag) {
            if (!resolved.cpp.starts_with("::awaitgram::tl::bare"))
                resolved.needs.reset();
            resolved.cpp = "::awaitgram::tl::opt<" + resolved.cpp + '>';
        }
        append(field, std::move(resolved), is_flag);
        to_.bits += static_cast<char>('0' + 32 * word->second + *only_if.bit);
    }

    void append(const field_syntax& field, resolved_type type, bool is_flag) {
        to_.members.push_back({field.name, names_.claim(field.name), std::move(type.cpp), is_flag});
        if (type.needs)
            to_.needs.push_back(*type.needs);
    }

    const type_resolver& types_;
    const declaration& from_;
    structure& to_;
    name_scope names_;
    std::map<std::string, unsigned, std::less<>> words_;
    std::set<std::string, std::less<>> seen_;
};

} // namespace

void resolve_members(
    const type_resolver& types,
    const declaration& from,
    structure& to,
    std::vector<problem>& problems
) {
    member_resolver resolver{types, from, to};
    const auto guarded = [&](auto step) {
        try {
            step();
        } catch (const schema_error& error) {
            problems.push_back(error.details());
        }
    };
    for (const auto& field : from.fields)
        guarded([&] { resolver.add(field); });
    guarded([&] { resolver.finish(); });
}

} // namespace generator
