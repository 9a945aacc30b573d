// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

/// A second, simple implementation of TL to compare the serializer with. It shares no code with the generator or the
/// tables.
namespace slow {

struct constructor;

enum class kind { number, text, boolean, rest, boxed, bare, vector };

/// A type of fields; one object per spelling.
struct type {
    std::string name;
    kind what = kind::number;
    /// `number`: bytes.
    std::size_t size = 0;
    /// `vector`: whether it begins with the id of vectors, and the type of its items.
    bool has_id = true;
    const type* item = nullptr;
    /// `boxed`: all constructors; `bare`: the only one.
    std::vector<const constructor*> constructors;
};

struct field {
    std::string name;
    /// Null for a flags word and for `true`.
    const type* of = nullptr;
    bool is_flags_word = false;
    /// Index of the flags word and the bit of a conditional field; -1 for a required one.
    int word = -1;
    unsigned bit = 0;
    /// Flags words: the bits that some field depends on.
    std::uint32_t known_bits = 0;
};

struct constructor {
    std::string name;
    std::uint32_t id = 0;
    std::vector<std::string> words;
    std::vector<field> fields;
    std::string result;
    bool is_method = false;
    /// The depth of its shallowest value.
    int depth = 1'000'000;
};

[[noreturn]] inline void refuse_schema(const std::string& what) {
    std::fprintf(stderr, "slow schema: %s\n", what.c_str());
    std::abort();
}

/// The lines of a schema. Ids must be given; types are spelled `Vector<T>`, `%T`, never in parentheses.
class schema {
public:
    schema() = default;
    schema(const schema&) = delete;

    void add_file(const std::string& path) {
        std::ifstream file(path);
        if (!file)
            refuse_schema("cannot read " + path);
        auto is_method = false;
        for (std::string line; std::getline(file, line);) {
            if (line == "---functions---" || line == "---types---")
                is_method = line == "---functions---";
            else
                add_line(line.substr(0, line.find("//")), is_method);
        }
        finish();
    }

    /// A line without comments; `finish` must be called after the last.
    void add_line(std::string line, bool is_method) {
        std::replace(line.begin(), line.end(), ';', ' ');
        std::istringstream stream(line);
        std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
        const auto equals = std::find(words.begin(), words.end(), "=");
        if (equals == words.end() || equals + 1 == words.end())
            return;
        auto added = std::make_unique<constructor>();
        added->result = equals[1];
        // These types are built in.
        if (!is_method && (added->result == "Bool" || added->result == "True" ||
                           added->result == "Vector" || words[1] == "?"))
            return;
        const auto mark = words[0].find('#');
        if (mark == std::string::npos)
            refuse_schema("no id in: " + line);
        added->name = words[0].substr(0, mark);
        added->id = static_cast<std::uint32_t>(std::stoul(words[0].substr(mark + 1), nullptr, 16));
        added->words.assign(words.begin() + 1, equals);
        added->is_method = is_method;
        constructors_.push_back(std::move(added));
    }

    void finish() {
        for (const auto& each : constructors_)
            read_fields(*each);
        measure_depths();
    }

    const std::vector<std::unique_ptr<constructor>>& constructors() const { return constructors_; }

    /// The type with this spelling; `=name` is the constructor or method `name` with its id.
    const type& find(const std::string& name) {
        auto& known = types_[name];
        if (known == nullptr) {
            known = std::make_unique<type>();
            known->name = name;
            read_type(*known);
        }
        return *known;
    }

    /// The depth of the shallowest value of a type.
    int depth_of(const type& of) const {
        if (of.constructors.empty())
            return 0;
        auto least = 1'000'000;
        for (const auto* each : of.constructors)
            least = std::min(least, each->depth);
        return least;
    }

private:
    static bool is_flags_word(const constructor& in, const std::string& name) {
        if (name.rfind("flags", 0) == 0)
            return true;
        for (const auto& word : in.words)
            if (word.find(":" + name + ".") != std::string::npos)
                return true;
        return false;
    }

    void read_fields(constructor& to) {
        for (const auto& word : to.words) {
            if (word[0] == '{')
                continue;
            const auto colon = word.find(':');
            if (colon == std::string::npos)
                refuse_schema("a field without a name in " + to.name);
            field added;
            added.name = word.substr(0, colon);
            auto spelled = word.substr(colon + 1);
            if (const auto mark = spelled.find('?'); mark != std::string::npos) {
                const auto dot = spelled.find('.');
                const auto on = spelled.substr(0, dot);
                added.bit =
                    static_cast<unsigned>(std::stoi(spelled.substr(dot + 1, mark - dot - 1)));
                for (std::size_t i = 0; i < to.fields.size(); ++i)
                    if (to.fields[i].name == on)
                        added.word = static_cast<int>(i);
                if (added.word < 0)
                    refuse_schema("an unknown flags word in " + to.name);
                to.fields[static_cast<std::size_t>(added.word)].known_bits |= 1u << added.bit;
                spelled = spelled.substr(mark + 1);
            }
            if (spelled == "#" && added.word < 0 && is_flags_word(to, added.name))
                added.is_flags_word = true;
            else if (spelled[0] == '!')
                continue; // generic methods are not compared
            else if (spelled != "true")
                added.of = &find(spelled);
            to.fields.push_back(added);
        }
    }

    void read_type(type& to) {
        const auto& name = to.name;
        static const std::map<std::string, std::size_t> numbers{
            {"int", 4}, {"#", 4}, {"long", 8}, {"double", 8}, {"int128", 16}, {"int256", 32}};
        if (const auto number = numbers.find(name); number != numbers.end()) {
            to.size = number->second;
        } else if (name == "string" || name == "bytes") {
            to.what = kind::text;
        } else if (name == "Bool") {
            to.what = kind::boolean;
        } else if (name == "Object") {
            to.what = kind::rest;
        } else if (const auto open = name.find('<'); open != std::string::npos) {
            to.what = kind::vector;
            to.has_id = name[0] == 'V';
            to.item = &find(name.substr(open + 1, name.size() - open - 2));
        } else if (name[0] == '=') {
            to.what = kind::boxed;
            for (const auto& each : constructors_)
                if (each->name == name.substr(1))
                    to.constructors.push_back(each.get());
        } else {
            to.what = name[0] == '%' ? kind::bare : kind::boxed;
            const auto of = name[0] == '%' ? name.substr(1) : name;
            for (const auto& each : constructors_)
                if (each->result == of && !each->is_method)
                    to.constructors.push_back(each.get());
            // The name of a constructor is its bare type.
            if (to.constructors.empty()) {
                to.what = kind::bare;
                for (const auto& each : constructors_)
                    if (each->name == of && !each->is_method)
                        to.constructors.push_back(each.get());
            }
        }
        if (to.constructors.empty() && (to.what == kind::boxed || to.what == kind::bare))
            refuse_schema("unknown type " + name);
        if (to.constructors.size() > 1 && to.what == kind::bare)
            refuse_schema("ambiguous type " + name);
    }

    void measure_depths() {
        for (auto changed = true; changed;) {
            changed = false;
            for (const auto& each : constructors_) {
                auto deepest = 0;
                for (const auto& one : each->fields)
                    if (one.of != nullptr && one.word < 0)
                        deepest = std::max(deepest, depth_of(*one.of));
                if (deepest + 1 < each->depth)
                    each->depth = deepest + 1, changed = true;
            }
        }
    }

    std::vector<std::unique_ptr<constructor>> constructors_;
    std::map<std::string, std::unique_ptr<type>> types_;
};

} // namespace slow
