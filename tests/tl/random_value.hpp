// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/line.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Writes random values of a schema as bytes, directly from the schema's lines. It shares no code with the tables it
/// tests.
class random_writer {
public:
    explicit random_writer(std::uint32_t seed) : random_(seed) {}

    /// Adds a constructor or a method; only constructors are values of their type.
    void learn(const char* line, bool is_method) {
        const std::string_view text = line;
        const auto head = text.substr(0, text.find(' '));
        const auto mark = head.find('#');
        // A method may have the name of a constructor.
        auto& known = (is_method ? methods_ : constructors_)[head.substr(0, mark)];
        known.line = line;
        known.id =
            static_cast<std::uint32_t>(std::stoul(std::string(head.substr(mark + 1)), nullptr, 16));
        if (!is_method)
            types_[text.substr(text.rfind(' ') + 1)].push_back(head.substr(0, mark));
    }

    /// Appends a value of a constructor, its id included, ...
    void write(std::string_view name, awaitgram::byte_buffer& out) {
        write(constructors_.at(name), out);
    }

    /// ... or of a method.
    void write_method(std::string_view name, awaitgram::byte_buffer& out) {
        write(methods_.at(name), out);
    }

    std::uint32_t number(std::uint32_t below) { return random_() % below; }

private:
    struct known_constructor {
        const char* line = nullptr;
        std::uint32_t id = 0;
    };
    void write(const known_constructor& known, awaitgram::byte_buffer& out) {
        if (depths_.empty())
            measure_depths();
        constructor(known, true, most_depth, out);
    }

    static constexpr int most_depth = 6;
    static constexpr int endless = 1000;

    /// The depth of the shallowest value of each constructor.
    void measure_depths() {
        for (const auto& [name, known] : constructors_)
            depths_[name] = endless;
        for (auto changed = true; changed;) {
            changed = false;
            for (const auto& [name, known] : constructors_) {
                auto deepest = 0;
                awaitgram::tl::detail::line_reader line(known.line);
                for (awaitgram::tl::detail::line_field field; line.next(field);)
                    if (!field.conditional)
                        deepest = std::max(deepest, 1 + depth_of(field.type));
                if (deepest < depths_[name])
                    depths_[name] = deepest, changed = true;
            }
        }
    }

    int depth_of(std::string_view type) {
        if (type.substr(0, 1) == "%")
            type.remove_prefix(1);
        if (const auto constructor = constructors_.find(type); constructor != constructors_.end())
            return depths_[type];
        auto least = endless;
        if (const auto constructors = types_.find(type); constructors != types_.end())
            for (const auto name : constructors->second)
                least = std::min(least, depths_[name]);
        else
            least = 0;
        return least;
    }

    template <class T>
    static void put(awaitgram::byte_buffer& out, T value) {
        awaitgram::append_le(out, value);
    }

    void raw(std::size_t size, awaitgram::byte_buffer& out) {
        while (size-- != 0)
            out.push_back(static_cast<std::uint8_t>(random_()));
    }

    void text(awaitgram::byte_buffer& out) {
        static constexpr std::size_t sizes[] = {
            0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 33, 63, 64, 65, 253, 254, 255, 256, 700};
        const auto size = sizes[number(number(20) == 0 ? 19 : 11)];
        const auto start = out.size();
        if (size < 254)
            out.push_back(static_cast<std::uint8_t>(size));
        else
            put(out, static_cast<std::uint32_t>(size << 8 | 254));
        raw(size, out);
        while ((out.size() - start) % 4 != 0)
            out.push_back(0);
    }

    void value(std::string_view type, int depth, awaitgram::byte_buffer& out) {
        if (type == "int" || type == "#")
            return raw(4, out);
        if (type == "long" || type == "double")
            return raw(8, out);
        if (type == "int128")
            return raw(16, out);
        if (type == "int256")
            return raw(32, out);
        if (type == "string" || type == "bytes")
            return text(out);
        if (type == "Bool")
            return put(out, number(2) != 0 ? 0x997275b5u : 0xbc799737u);
        if (type == "true")
            return;
        if (const auto open = type.find('<'); open != type.npos) {
            if (type[0] == 'V')
                put(out, 0x1cb5c415u);
            const auto count = depth > 0 ? number(4) : 0;
            put(out, count);
            for (std::uint32_t i = 0; i < count; ++i)
                value(type.substr(open + 1, type.size() - open - 2), depth - 1, out);
            return;
        }
        auto with_id = true;
        if (type[0] == '%')
            type.remove_prefix(1), with_id = false;
        if (constructors_.contains(type) && !types_.contains(type))
            return constructor(constructors_.at(type), false, depth, out);
        if (!types_.contains(type))
            return put(out, 0x3fedd339u); // an unknown object
        const auto& names = types_.at(type);
        auto name = names[number(static_cast<std::uint32_t>(names.size()))];
        if (depth <= 0)
            for (const auto other : names)
                if (depths_[other] < depths_[name])
                    name = other;
        constructor(constructors_.at(name), with_id, depth, out);
    }

    void constructor(
        const known_constructor& known, bool with_id, int depth, awaitgram::byte_buffer& out
    ) {
        if (with_id)
            put(out, known.id);
        // The random flag bits, of those that the line declares.
        std::map<std::string_view, std::uint32_t> words;
        std::set<std::pair<std::string_view, int>> bits;
        const std::string_view line = known.line;
        for (auto mark = line.find('?'); mark != line.npos; mark = line.find('?', mark + 1)) {
            const auto colon = line.rfind(':', mark);
            const auto dot = line.find('.', colon);
            const auto bit = std::stoi(std::string(line.substr(dot + 1, mark - dot - 1)));
            if (bits.emplace(line.substr(colon + 1, dot - colon - 1), bit).second && depth > 0 &&
                number(3) == 0)
                words[line.substr(colon + 1, dot - colon - 1)] |= 1u << bit;
        }
        for (std::size_t at = line.find(' '); at != line.npos;) {
            const auto end = line.find(' ', at + 1);
            const auto field = line.substr(at + 1, end - at - 1);
            at = end;
            const auto colon = field.find(':');
            if (field == "=")
                break;
            if (colon == field.npos || field[0] == '{')
                continue;
            auto type = field.substr(colon + 1);
            if (const auto mark = type.find('?'); mark != type.npos) {
                const auto dot = type.find('.');
                const auto bit = std::stoi(std::string(type.substr(dot + 1, mark - dot - 1)));
                if ((words[type.substr(0, dot)] >> bit & 1) == 0)
                    continue;
                type.remove_prefix(mark + 1);
            } else if (type == "#") {
                put(out, words[field.substr(0, colon)]);
                continue;
            }
            value(type, depth - 1, out);
        }
    }

    std::mt19937 random_;
    std::map<std::string_view, known_constructor> constructors_, methods_;
    std::map<std::string_view, std::vector<std::string_view>> types_;
    std::map<std::string_view, int> depths_;
};

} // namespace support
