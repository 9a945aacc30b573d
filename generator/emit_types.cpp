// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <set>

#include "emit_common.hpp"

namespace generator {

namespace {

// Members of tl::box: a field with such a name gets no accessor.
constexpr auto box_members = std::to_array<std::string_view>({
    "box",
    "empty",
    "get_if",
    "id_of",
    "is",
    "make_node",
    "payload",
    "present",
    "reset",
    "visit",
    "visit_any_of",
    "visit_as",
});

struct accessor {
    std::string name;
    std::string type;
    std::vector<std::size_t> constructors;
};

/// The fields that at least two constructors of a type share and that have the same C++ type in all of them.
std::vector<accessor> accessors_of(const model& from, const type_entry& type) {
    std::vector<accessor> accessors;
    std::set<std::string, std::less<>> ambiguous;
    for (const auto index : type.constructors)
        for (const auto& member : from.constructors[index].members) {
            if (member.is_flag)
                continue;
            const auto same = std::ranges::find(accessors, member.cpp_name, &accessor::name);
            if (same == accessors.end())
                accessors.push_back({member.cpp_name, member.cpp_type, {index}});
            else if (same->type == member.cpp_type)
                same->constructors.push_back(index);
            else
                ambiguous.insert(member.cpp_name);
        }
    std::erase_if(accessors, [&](const accessor& one) {
        return one.constructors.size() < 2 || ambiguous.contains(one.name) ||
               one.name == type.name.name ||
               std::ranges::find(box_members, one.name) != box_members.end() ||
               one.name.starts_with("tl_");
    });
    return accessors;
}

class types_writer {
public:
    types_writer(const model& from, const emit_options& options)
        : from_{from}, options_{options}, out_{options, {"awaitgram/tl/types.hpp"}} {}

    std::string run() {
        declare();
        for (const auto* type : boxes())
            write_box(*type);
        for (const auto& one : from_.constructors) {
            out_.enter(one.name.space);
            out_.line("/// " + one.tl_line + ';');
            write_spec(out_, {}, options_, "constructor", one.tl_name);
            write_structure(out_, one, "tl_type");
        }
        for (const auto& type : from_.types)
            if (type.constructors.size() == 1 && type.tl_name != "Object") {
                out_.enter(type.name.space);
                out_.line(
                    "/// " + type.tl_name + ", whose one constructor is " +
                    from_.constructors[type.constructors.front()].tl_name
                );
                write_spec(out_, {}, options_, "type", type.tl_name);
                out_.line(
                    "using " + type.name.name + " = " +
                    qualified(from_.constructors[type.constructors.front()].name) + ';'
                );
            }
        return out_.finish();
    }

private:
    static bool is_box(const type_entry& type) {
        return type.constructors.size() > 1 && type.tl_name != "Object";
    }

    /// The boxed types, grouped by namespace.
    std::vector<const type_entry*> boxes() const {
        std::vector<const type_entry*> types;
        for (const auto& type : from_.types)
            if (is_box(type))
                types.push_back(&type);
        std::ranges::stable_sort(types, {}, [](const type_entry* type) {
            return type->name.space;
        });
        return types;
    }

    static std::set<std::string> spaces_of(const std::vector<const cpp_name*>& names) {
        std::set<std::string> spaces;
        for (const auto* name : names)
            spaces.insert(name->space);
        return spaces;
    }

    void declare() {
        std::vector<const cpp_name*> names;
        for (const auto& one : from_.constructors)
            names.push_back(&one.name);
        for (const auto& type : from_.types)
            if (is_box(type))
                names.push_back(&type.name);
        for (const auto& space : spaces_of(names)) {
            out_.enter(space);
            out_.line("using ::awaitgram::tl::operator==;");
            for (const auto* name : names)
                if (name->space == space)
                    out_.line("struct " + name->name + ';');
        }
    }

    std::string qualified(const cpp_name& name) const {
        return "::" + options_.space + "::" + (name.space.empty() ? "" : name.space + "::") +
               name.name;
    }

    /// Writes a function that returns a pointer to a field, whichever constructor the box holds.
    void write_accessor(const accessor& one) {
        std::string holders;
        std::string documented;
        for (const auto index : one.constructors) {
            const auto& holder = from_.constructors[index];
            holders += (holders.empty() ? "" : ", ") + qualified(holder.name);
            documented += (documented.empty() ? "" : ", ") + holder.tl_name;
        }
        out_.line("    /// Of " + documented + "; null for others.");
        // Parenthesised so that a function-like macro of that name is not expanded.
        out_.line(
            "    template <int = 0> auto (" + one.name +
            ")() const { return this->template tl_common<" + holders +
            ">([](const auto& tl_value) { return &tl_value." + one.name + "; }); }"
        );
    }

    void write_box(const type_entry& type) {
        out_.enter(type.name.space);
        std::string list;
        std::string documented;
        for (const auto index : type.constructors) {
            list += ", " + qualified(from_.constructors[index].name);
            documented += (documented.empty() ? " = " : " | ") + from_.constructors[index].tl_name;
        }
        out_.line("/// " + type.tl_name + documented);
        write_spec(out_, {}, options_, "type", type.tl_name);
        out_.line(
            "struct " + type.name.name + " : ::awaitgram::tl::box<" + type.name.name + list + "> {"
        );
        out_.line("    using box::box;");
        out_.line(
            "    template <::awaitgram::tl::constructor_of_another<" + type.name.name +
            "> tl_other> " + type.name.name +
            "& operator=(tl_other&&) { this->template tl_refuse<tl_other>(); return *this; }"
        );
        for (const auto& one : accessors_of(from_, type))
            write_accessor(one);
        out_.line("};");
    }

    const model& from_;
    const emit_options& options_;
    writer out_;
};

} // namespace

header emit_types(const model& from, const emit_options& options) {
    return {"types.hpp", types_writer{from, options}.run()};
}

} // namespace generator
