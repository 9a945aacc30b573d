// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/descriptor.hpp>

#include <cstddef>
#include <string_view>

namespace awaitgram::tl::detail {

/// One field of a schema's line.
struct line_field {
    std::string_view name;
    /// Without the condition.
    std::string_view type;
    bool conditional = false;
    /// A flags word, which is not a member of the struct.
    bool flags_word = false;
};

/// Reads the fields of a line such as `foo#12345678 flags:# a:int b:flags.0?true = Foo`.
///
/// Only printing and error messages need it, so lines are parsed on demand.
class line_reader {
public:
    explicit line_reader(const char* line) noexcept : line_(line) {
        const auto head = word();
        name_ = head.substr(0, head.find('#'));
    }

    /// The constructor's or method's name.
    std::string_view name() const noexcept { return name_; }

    /// The next field; false after the last.
    bool next(line_field& field) noexcept {
        for (;;) {
            const auto text = word();
            if (text.empty() || text == "=")
                return false;
            const auto colon = text.find(':');
            if (colon == text.npos || text.front() == '{')
                continue;
            field.name = text.substr(0, colon);
            field.type = text.substr(colon + 1);
            const auto mark = field.type.find('?');
            field.conditional = mark != field.type.npos;
            if (field.conditional)
                field.type.remove_prefix(mark + 1);
            field.flags_word = field.type == "#" && announces_members(field.name);
            return true;
        }
    }

private:
    /// Whether a later field depends on the word `name`, or the name is that of a flags word.
    bool announces_members(std::string_view name) const noexcept {
        if (name.substr(0, 5) == "flags")
            return true;
        for (auto at = line_.find(name); at != line_.npos; at = line_.find(name, at + 1))
            if (at != 0 && line_[at - 1] == ':' && line_.substr(at + name.size(), 1) == ".")
                return true;
        return false;
    }

    std::string_view word() noexcept {
        const auto start = line_.find_first_not_of(' ');
        if (start == line_.npos)
            return {};
        line_.remove_prefix(start);
        const auto word = line_.substr(0, line_.find(' '));
        line_.remove_prefix(word.size());
        return word;
    }

    std::string_view line_;
    std::string_view name_;
};

/// The name of a struct.
inline std::string_view name_of(const descriptor& type) noexcept {
    return line_reader(type.line).name();
}

/// The name of the (first) field that `step` reads.
inline std::string_view field_name(const descriptor& type, const op& step) noexcept {
    line_reader reader(type.line);
    line_field field;
    for (std::size_t members = 0, words = 0; reader.next(field);) {
        if (field.flags_word ? step.what == kind::flags && words == step.extra
                             : step.what != kind::flags && members == step.member)
            return field.name;
        ++(field.flags_word ? words : members);
    }
    return {};
}

} // namespace awaitgram::tl::detail
