// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/media/file_id.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tests {

/// Ids that the Bot API gave out, with what is in them. Published in the tests of gotd/td, of mtcute and of Pyrogram.
struct known_id {
    std::string_view text;
    awaitgram::media::file_type type;
    std::int32_t dc;
    std::int64_t id;
    std::int64_t access_hash;
    std::string_view reference;
};

using awaitgram::media::file_type;

inline constexpr std::array known_ids{
    known_id{
        "CAACAgIAAxkBAAM6YZlDEHCmaTKrUhCIjxAPtPtjVx4AAicAA4dXjx6dGLyHwXVNcCIE",
        file_type::sticker,
        2,
        2202074980139663399,
        8092253579521038493,
        "010000003a6199431070a66932ab5210888f100fb4fb63571e"},
    known_id{
        "CgACAgIAAxkBAAM7YZqVjhoGXOIk6qgVu7xd0QvyRVEAArQQAAK7XrBIi5xgKHPRFpQiBA",
        file_type::animation,
        2,
        5237790523883786420,
        -7775797414079718261,
        "010000003b619a958e1a065ce224eaa815bbbc5dd10bf24551"},
    known_id{
        "AgACAgIAAxkBAAM9YZqXG-B0WHEv7lFlQxOQDs6jrGQAAoa7MRvdfNlIhJa73cDxR0kBAAMCAAN4AAMiBA",
        file_type::photo,
        2,
        5249364129762884486,
        5280454898771269252,
        "010000003d619a971be07458712fee51654313900ecea3ac64"},
    known_id{
        "AAMCAgADGQEAA0BhnONKQJVjtO2unaX3Z4JDNhjFUQACShEAAkhgoUhGKifAlPPiQgEAB20AAyIE",
        file_type::thumbnail,
        2,
        5233570104335143242,
        4819682371444353606,
        "0100000040619ce34a409563b4edae9da5f76782433618c551"},
    known_id{
        "AwACAgIAAxkBAANDYZzsXw55-6fljCSeQXEP3dX5_egAAlkSAAJStulIAYO3JdIypKQiBA",
        file_type::voice,
        2,
        5253930903607972441,
        -6583080877151517951,
        "0100000043619cec5f0e79fba7e58c249e41710fddd5f9fde8"},
    known_id{
        "CAACAgIAAxkBAAEJny9gituz1_V_uSKBUuG_nhtzEtFOeQACXFoAAuCjggfYjw_KAAGSnkgfBA",
        file_type::sticker,
        2,
        541175087705905756,
        5232780349138767832,
        "0100099f2f608adbb3d7f57fb9228152e1bf9e1b7312d14e79"},
    known_id{
        "BQACAgIAAxkBAAEJnzNgit00IDsKd07OdSeanwz8osecYAACdAwAAueoWEicaPvNdOYEwB8E",
        file_type::document,
        2,
        5213102278772264052,
        -4610306729174144868,
        "0100099f33608add34203b0a774ece75279a9f0cfca2c79c60"},
    // The second version has no reference.
    known_id{
        "CAADAQADegAD997LEUiQZafDlhIeAg",
        file_type::sticker,
        1,
        1282363671355326586,
        2166960137789870152,
        ""},
    // Written by a library that put more behind the fields.
    known_id{
        "BQADBAADQNKSZqjl5DcROGn_eu5JtgAEAgAEAg",
        file_type::document,
        4,
        4027596478214230592,
        -5311452073468282863,
        ""},
};

} // namespace tests
