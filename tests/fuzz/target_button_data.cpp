// SPDX-License-Identifier: MIT
// An input is a struct and the callback data of a button: whole, or the members behind the tag of the struct.
#include <awaitgram/keyboard/callback_data.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;

enum class colour : std::int16_t { red, green };

struct small {
    static constexpr std::string_view callback_name = "small";
    std::int32_t number;
};
struct texts {
    static constexpr std::string_view callback_name = "texts";
    std::string left;
    fixed_text<6> code;
    std::string right;
};
struct nested {
    static constexpr std::string_view callback_name = "nested";
    small inside;
    std::optional<small> maybe;
    std::array<colour, 2> colours;
    std::optional<std::optional<bool>> flag;
    std::uint64_t wide;
    std::int8_t narrow;
};
struct nothing {
    static constexpr std::string_view callback_name = "nothing";
};

namespace reached {
constexpr std::uint32_t value = 1, malformed = 16, not_mine = 256, outdated = 1 << 12;
} // namespace reached

template <class T>
std::uint32_t read(byte_view data) {
    const auto value = callback_data<T>::unpack(data);
    if (value) {
        const auto again = callback_data<T>::pack(*value);
        require(std::ranges::equal(again.view(), data), "a value has one form");
        require(again.view().size() <= callback_data<T>::most_bytes, "no value is longer than all");
        return reached::value;
    }
    return value.error() == data_mismatch::malformed  ? reached::malformed
           : value.error() == data_mismatch::not_mine ? reached::not_mine
                                                      : reached::outdated;
}

template <class T>
std::uint32_t read_as(input& from) {
    const auto tagged = from.byte() % 2 != 0;
    byte_buffer data;
    if (tagged) {
        data.push_back(detail::data_format);
        append_le(data, callback_data<T>::tag);
    }
    append(data, from.rest());
    const auto bits = read<T>(data);
    require(!tagged || (bits & reached::not_mine) == 0, "the tag says whose data it is");
    if constexpr (!std::is_same_v<T, nothing>)
        require(
            bits != reached::value || read<nothing>(data) == reached::not_mine,
            "data is of one struct"
        );
    return bits;
}

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    switch (const auto which = from.below(4)) {
    case 0:
        return read_as<small>(from) << which;
    case 1:
        return read_as<texts>(from) << which;
    case 2:
        return read_as<nested>(from) << which;
    default:
        return read_as<nothing>(from) << which;
    }
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto add = [&all](unsigned which, byte_view data) {
        for (const auto tagged : {0U, 1U}) {
            output to;
            to.byte(which).byte(tagged);
            append(to.bytes, data.subspan(tagged != 0 ? detail::data_header : 0));
            all.push_back(std::move(to.bytes));
        }
    };
    nested deep{};
    deep.inside = {-70000};
    deep.maybe = small{1};
    deep.colours = {colour::green, colour::red};
    deep.flag = std::optional<bool>{true};
    deep.wide = 1ULL << 63;
    deep.narrow = -1;
    add(0, callback_data<small>::pack({300}));
    add(1, callback_data<texts>::pack({"left", "code", ""}));
    add(2, callback_data<nested>::pack(deep));
    add(2, callback_data<nested>::pack({}));
    add(3, callback_data<nothing>::pack({}));
    // Of another version, of another struct, too short for a tag, and with a byte too many.
    auto changed = callback_data<small>::pack({300});
    byte_buffer other(changed.view().begin(), changed.view().end());
    other[3] ^= 1;
    add(0, other);
    add(1, callback_data<small>::pack({300}));
    output brief;
    all.push_back(std::move(brief.byte(2).byte(0).byte(detail::data_format).bytes));
    output longer;
    all.push_back(std::move(longer.byte(3).byte(1).byte(0).bytes));
    return all;
}

} // namespace

const target button_data{
    "button_data",
    run,
    seeds,
    // Each struct was read, refused as malformed and as another's; the first also as outdated.
    0xF | 0xF << 4 | 0xF << 8 | reached::outdated};

} // namespace fuzz
