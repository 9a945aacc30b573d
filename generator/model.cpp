// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <algorithm>
#include <set>

#include "builtins.hpp"
#include "crc.hpp"
#include "names.hpp"
#include "resolve.hpp"
#include "spelling.hpp"

namespace generator {

namespace {

std::string line_of(position at) {
    return "line " + std::to_string(at.line);
}

class builder {
public:
    builder(const schema_syntax& schema, std::string_view space, findings& problems)
        : schema_{schema}, space_{space}, problems_{problems} {}

    model run() {
        model_.layer = schema_.layer;
        collect();
        name_everything();
        const type_resolver types{model_, space_};
        for (std::size_t i = 0; i < model_.constructors.size(); ++i)
            resolve_constructor(types, *constructor_syntax_[i], model_.constructors[i]);
        for (std::size_t i = 0; i < model_.functions.size(); ++i)
            resolve_function(types, *function_syntax_[i], model_.functions[i]);
        if (problems_.errors.empty())
            order_constructors(model_, problems_.errors);
        std::ranges::stable_sort(problems_.errors, {}, [](const problem& one) {
            return one.at.line;
        });
        return std::move(model_);
    }

private:
    /// Runs one check; a schema_error that it throws is recorded.
    template <class Check>
    void guarded(Check check) {
        try {
            check();
        } catch (const schema_error& error) {
            problems_.errors.push_back(error.details());
        }
    }

    void collect() {
        for (const auto& one : schema_.declarations)
            guarded([&] {
                if (is_builtin(one)) {
                    lint(one);
                    return;
                }
                auto& seen = one.is_function ? seen_functions_ : seen_constructors_;
                if (const auto [first, fresh] = seen.emplace(one.name, one.at); !fresh)
                    throw schema_error{
                        one.at,
                        "'" + one.name +
                            "' is declared again, expected one declaration; the first is in " +
                            line_of(first->second)};
                const auto id = lint(one);
                if (const auto [first, fresh] = seen_ids_.emplace(id, &one); !fresh)
                    report_same_id(one, *first->second, id);
                if (one.is_function)
                    add_function(one, id);
                else
                    add_constructor(one, id);
            });
    }

    /// Values of unknown type are decoded by their ids, functions only encoded: of those, several may share an id.
    void report_same_id(const declaration& one, const declaration& first, std::uint32_t id) {
        problem same{
            one.at,
            "'" + one.name + "' has the id #" + hex8(id) + " of '" + first.name + "' in " +
                line_of(first.at) + ", expected another id"};
        if (!one.is_function || !first.is_function)
            throw schema_error{same.at, same.text};
        problems_.warnings.push_back(std::move(same));
    }

    /// The id of a declaration; warns if it is not the CRC-32 of the text.
    std::uint32_t lint(const declaration& one) {
        const auto computed = crc32(normalised(one.text));
        if (one.given_id && *one.given_id != computed && !one.hand_assigned)
            problems_.warnings.push_back(
                {one.at,
                 "'" + one.name + "' has the id #" + hex8(*one.given_id) +
                     ", expected the CRC-32 of its text, #" + hex8(computed) +
                     ", or the comment '// hand-assigned id' after it"}
            );
        return one.given_id.value_or(computed);
    }

    static structure start(const declaration& one, std::uint32_t id) {
        structure result;
        result.tl_name = one.name;
        result.id = id;
        result.at = one.at;
        result.tl_line = spelled(one, id);
        result.tl_result = spelled(one.result);
        return result;
    }

    void add_function(const declaration& one, std::uint32_t id) {
        model_.functions.push_back(start(one, id));
        function_syntax_.push_back(&one);
    }

    void add_constructor(const declaration& one, std::uint32_t id) {
        const auto& type = one.result;
        if (is_type_name(one.name))
            throw schema_error{
                one.at,
                "the constructor '" + one.name +
                    "' starts like a type, expected a lower-case letter"};
        if (!one.implicit.empty())
            throw schema_error{
                one.implicit.front().at,
                "a constructor with implicit arguments cannot be represented, expected none"};
        if (type.what != type_expression::kind::name || type.bare || type.function ||
            !is_type_name(type.name))
            throw schema_error{
                type.at,
                "'" + spelled(type) +
                    "' cannot be a constructor's type, expected a name that starts with an "
                    "upper-case "
                    "letter"};
        if (!type.arguments.empty() || type.name == "Vector")
            throw schema_error{
                type.at,
                "a type with arguments cannot be represented, expected one without; only Vector is "
                "built in"};
        if (type.name != "Object" && !builtin_type(type.name).empty())
            throw schema_error{
                type.at, "the type '" + type.name + "' is built in, expected another type"};
        const auto [known, fresh] = type_index_.emplace(type.name, model_.types.size());
        if (fresh)
            model_.types.push_back({type.name, {}, type.at, {}});
        model_.types[known->second].constructors.push_back(model_.constructors.size());
        model_.constructors.push_back(start(one, id));
        constructor_syntax_.push_back(&one);
    }

    void name_everything() {
        auto& root = scopes_[{}];
        root.reserve("layer");       // layer.hpp has it
        root.reserve("method_name"); // names.hpp has these
        root.reserve("method_names");
        std::set<std::string, std::less<>> spaces;
        const auto note = [&](const auto& one) {
            for (auto space = split(one.tl_name).space; !space.empty(); space = split(space).space)
                spaces.emplace(space);
        };
        std::ranges::for_each(model_.constructors, note);
        std::ranges::for_each(model_.types, note);
        std::ranges::for_each(model_.functions, note);
        // Sorted, so that an outer namespace comes before those in it.
        for (const auto& space : spaces) {
            const auto [outer, word] = split(space);
            const auto name = scopes_[std::string{outer}].claim(word);
            model_.spaces.emplace(
                space, outer.empty() ? name : model_.spaces.at(std::string{outer}) + "::" + name
            );
        }
        const auto name = [&](auto& one) {
            const auto [space, word] = split(one.tl_name);
            one.name.space = space.empty() ? std::string{} : model_.spaces.at(std::string{space});
            one.name.name = scopes_[std::string{space}].claim(word);
        };
        std::ranges::for_each(model_.constructors, name);
        std::ranges::for_each(model_.types, name);
        std::ranges::for_each(model_.functions, name);
    }

    void resolve_constructor(const type_resolver& types, const declaration& from, structure& to) {
        to.cpp_result = types.constructed_type(from, to);
        resolve_members(types, from, to, problems_.errors);
    }

    void resolve_function(const type_resolver& types, const declaration& from, structure& to) {
        for (const auto& one : from.implicit)
            guarded([&] {
                if (one.type.name != "Type")
                    throw schema_error{
                        one.at,
                        "the implicit argument '" + one.name +
                            "' cannot be represented, expected '{X:Type}'"};
                to.parameters.push_back(is_taken_word(one.name) ? one.name + '_' : one.name);
            });
        guarded([&] { to.cpp_result = types.result_type(from); });
        resolve_members(types, from, to, problems_.errors);
    }

    const schema_syntax& schema_;
    std::string space_;
    findings& problems_;
    model model_;
    std::vector<const declaration*> constructor_syntax_;
    std::vector<const declaration*> function_syntax_;
    std::map<std::string, position, std::less<>> seen_constructors_;
    std::map<std::string, position, std::less<>> seen_functions_;
    std::map<std::uint32_t, const declaration*> seen_ids_;
    std::map<std::string, std::size_t, std::less<>> type_index_;
    std::map<std::string, name_scope> scopes_;
};

} // namespace

model resolve(const schema_syntax& schema, std::string_view space, findings& problems) {
    return builder{schema, space, problems}.run();
}

} // namespace generator
