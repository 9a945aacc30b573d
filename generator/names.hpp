// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace generator {

/// Whether a word is a keyword of C++ or a macro of its standard library.
bool is_taken_word(std::string_view word);

/// A TL name split at its last dot; `space` is empty for a name without a namespace.
struct split_name {
    std::string_view space;
    std::string_view name;
};

/// `messages.sendMessage` as `messages` and `sendMessage`; `a.b.thing` as `a.b` and `thing`.
split_name split(std::string_view name);

/// Whether a name is a type's: its first letter after the namespace is upper-case.
bool is_type_name(std::string_view name);

/// Assigns C++ names within one scope. A name that is taken gets a trailing `_`.
class name_scope {
public:
    /// Returns `wanted`, with as many `_` appended as make it unique, and takes it.
    std::string claim(std::string_view wanted);

    /// Makes a name unavailable.
    void reserve(std::string_view name) { taken_.emplace(name); }

private:
    std::set<std::string, std::less<>> taken_;
};

} // namespace generator
