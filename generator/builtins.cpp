// SPDX-License-Identifier: MIT
#include "builtins.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace generator {

namespace {

struct builtin_cpp {
    std::string_view tl;
    std::string_view cpp;
};

constexpr auto builtin_types = std::to_array<builtin_cpp>({
    {"int", "::std::int32_t"},
    {"long", "::std::int64_t"},
    {"double", "double"},
    {"string", "::awaitgram::tl::string"},
    {"bytes", "::awaitgram::tl::bytes"},
    {"int128", "::awaitgram::tl::int128"},
    {"int256", "::awaitgram::tl::int256"},
    {"int512", "::awaitgram::tl::int512"},
    {"int32", "::std::int32_t"},
    {"int53", "::std::int64_t"},
    {"int64", "::std::int64_t"},
    {"secureString", "::awaitgram::tl::string"},
    {"secureBytes", "::awaitgram::tl::bytes"},
    {"Bool", "bool"},
    {"Object", "::awaitgram::tl::any"},
});

struct builtin_declaration {
    std::string_view text;
    std::uint32_t id;
};

constexpr auto builtin_declarations = std::to_array<builtin_declaration>({
    {"int ? = Int", 0xa8509bda},
    {"long ? = Long", 0x22076cba},
    {"double ? = Double", 0x2210c154},
    {"string ? = String", 0xb5286e24},
    {"bytes string = Bytes", 0x0ee1379f},
    {"bytes = Bytes", 0xe937bb82},
    {"int128 4*[ int ] = Int128", 0x84ccf7b7},
    {"int256 8*[ int ] = Int256", 0x7bedeb5b},
    {"int512 16*[ int ] = Int512", 0x6ff82434},
    {"int32 = Int32", 0x5cb934fa},
    {"int53 = Int53", 0x6781c7ee},
    {"int64 = Int64", 0x5d9ed744},
    {"int32 ? = Int32", 0xa5c06aec},
    {"int53 ? = Int53", 0xaa2e87dc},
    {"int64 ? = Int64", 0x41c286cf},
    {"secureString = SecureString", 0x8ea8c283},
    {"secureBytes = SecureBytes", 0xbad71dc7},
    // TDLib declares some of them without a body.
    {"int128 = Int128", 0x036dec32},
    {"int256 = Int256", 0xe9be1e6b},
    {"int512 = Int512", 0x425a3384},
    {"boolFalse = Bool", 0xbc799737},
    {"boolTrue = Bool", 0x997275b5},
    {"true = True", 0x3fedd339},
    {"vector {t:Type} # [ t ] = Vector t", 0x1cb5c415},
});

std::string without_spaces(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c != ' '; });
    return out;
}

} // namespace

std::string_view builtin_type(std::string_view name) {
    const auto match = std::ranges::find(builtin_types, name, &builtin_cpp::tl);
    return match == builtin_types.end() ? std::string_view{} : match->cpp;
}

bool is_builtin(const declaration& what) {
    const auto declares = [&](const builtin_declaration& known) {
        return known.text.substr(0, known.text.find(' ')) == what.name;
    };
    const auto same = [&](const builtin_declaration& known) {
        return without_spaces(known.text) == without_spaces(what.text) &&
               (!what.given_id || *what.given_id == known.id);
    };
    if (std::ranges::any_of(builtin_declarations, same))
        return true;
    const auto known = std::ranges::find_if(builtin_declarations, declares);
    if (known != builtin_declarations.end())
        throw schema_error{
            what.at,
            "'" + what.name + "' is built in and declared differently here, expected '" +
                std::string{known->text} + ";' or no declaration"};
    if (what.builtin)
        throw schema_error{
            what.at,
            "'" + what.name +
                "' has the body '?' but is not built in, expected a constructor with fields"};
    return false;
}

} // namespace generator
