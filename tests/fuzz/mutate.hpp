// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "numbers.hpp"
#include "slow_decoder.hpp"
#include "slow_writer.hpp"

namespace fuzz {

using awaitgram::byte_buffer;
using awaitgram::byte_view;

/// An encoded value, and the positions of its parts.
struct seed {
    std::size_t root = 0;
    byte_buffer bytes;
    std::vector<slow::place> places;

    seed(std::size_t number, const slow::type& type, byte_buffer content)
        : root(number), bytes(std::move(content)) {
        if (!slow::decoder(bytes, &places).run(type).accepted)
            slow::refuse_schema("a seed is not a valid " + type.name);
    }
};

/// Mutates seeds: bytes at random, and parts according to their meaning.
class mutator {
public:
    /// Adds the parts of a seed, which must outlive this object.
    void learn(const seed& from) {
        for (const auto& place : from.places)
            if (place.of != nullptr && !place.of->constructors.empty()) {
                auto& parts = parts_[place.of];
                if (parts.empty())
                    types_.push_back(place.of);
                parts.push_back(byte_view(from.bytes).subspan(place.begin, place.end - place.begin)
                );
            }
    }

    byte_buffer mutate(const seed& from, numbers& random) const {
        auto mutated = from.bytes;
        if (!from.places.empty() && !random.one_of(4))
            change_parts(from, mutated, random);
        if (random.one_of(3))
            for (auto left = 1 + random.below(4); left != 0; --left)
                change_bytes(mutated, random);
        return mutated;
    }

private:
    static constexpr std::size_t most_bytes = 64 * 1024;

    /// Words with a meaning for decoders.
    static std::uint32_t word(numbers& random) {
        static constexpr std::uint32_t words[] = {
            slow::vector_id,
            slow::true_id,
            slow::false_id,
            0xffffffff,
            0x7fffffff,
            0x80000000,
            0x40000000,
            0x20000001,
            0x00ffffff,
            0,
            1,
            2,
            3,
            4,
            5,
            8,
            16,
            0xfd,
            0xfe,
            0xff,
            0x100fe};
        return random.one_of(4) ? random() : words[random.below(std::size(words))];
    }

    static void put(byte_buffer& out, std::size_t at, std::uint32_t value) {
        if (at + 4 <= out.size())
            std::memcpy(&out[at], &value, 4);
    }
    static std::uint32_t get(const byte_buffer& from, std::size_t at) {
        std::uint32_t value = 0;
        if (at + 4 <= from.size())
            std::memcpy(&value, &from[at], 4);
        return value;
    }
    static auto iterator(byte_buffer& bytes, std::size_t at) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(at);
    }
    static void
    replace(byte_buffer& bytes, std::size_t begin, std::size_t end, const byte_buffer& by) {
        bytes.erase(iterator(bytes, begin), iterator(bytes, end));
        bytes.insert(iterator(bytes, begin), by.begin(), by.end());
    }

    /// Changes a few parts, from the last to the first, so that the positions before stay valid.
    void change_parts(const seed& from, byte_buffer& bytes, numbers& random) const {
        std::size_t chosen[3];
        const auto count = random.one_of(2) ? 1 : 1 + random.below(3);
        for (std::size_t i = 0; i < count; ++i)
            // Earlier parts contain more.
            chosen[i] = random.below(
                random.one_of(4) ? std::min<std::size_t>(4, from.places.size()) : from.places.size()
            );
        std::sort(chosen, chosen + count, [&](std::size_t left, std::size_t right) {
            return from.places[left].begin > from.places[right].begin;
        });
        auto unchanged = bytes.size();
        for (std::size_t i = 0; i < count; ++i) {
            const auto& place = from.places[chosen[i]];
            if (place.end > unchanged || place.begin == place.end)
                continue;
            unchanged = place.begin;
            if (place.of == nullptr)
                change_flags(*place.word, place.begin, bytes, random);
            else if (random.one_of(20))
                change_anything(place, bytes, random);
            else if (place.of->what == slow::kind::vector)
                unchanged = change_vector(from, chosen[i], bytes, random);
            else if (place.of->what == slow::kind::boxed || place.of->what == slow::kind::bare)
                unchanged = change_object(from, chosen[i], bytes, random);
            else if (place.of->what == slow::kind::text)
                change_text(place, bytes, random);
            else if (place.of->what == slow::kind::boolean)
                put(bytes, place.begin, random.one_of(3) ? word(random) : slow::true_id);
            else
                put(bytes, place.begin + random.below(place.end - place.begin), word(random));
        }
    }

    static void change_anything(const slow::place& at, byte_buffer& bytes, numbers& random) {
        const byte_buffer part(iterator(bytes, at.begin), iterator(bytes, at.end));
        switch (random.below(4)) {
        case 0: // removed
            replace(bytes, at.begin, at.end, {});
            break;
        case 1: // repeated
            if (bytes.size() < most_bytes)
                bytes.insert(iterator(bytes, at.begin), part.begin(), part.end());
            break;
        case 2: // truncated
            bytes.resize(at.begin);
            break;
        default:
            bytes.resize(at.end);
            break;
        }
    }

    static void
    change_flags(const slow::field& word_of, std::size_t at, byte_buffer& bytes, numbers& random) {
        auto flags = get(bytes, at);
        switch (random.below(5)) {
        case 0: // a known bit
            if (word_of.known_bits != 0) {
                unsigned bit = 0;
                do
                    bit = random.below(32);
                while ((word_of.known_bits >> bit & 1) == 0);
                flags ^= 1u << bit;
            }
            break;
        case 1: // unknown bits
            flags |= random() & ~word_of.known_bits;
            break;
        case 2:
            flags = word_of.known_bits;
            break;
        case 3:
            flags ^= 1u << random.below(32);
            break;
        default:
            flags = word(random);
            break;
        }
        put(bytes, at, flags);
    }

    std::size_t
    change_vector(const seed& from, std::size_t index, byte_buffer& bytes, numbers& random) const {
        const auto& place = from.places[index];
        const auto at = place.begin + (place.of->has_id ? 4 : 0);
        const auto count = get(bytes, at);
        std::vector<const slow::place*> items;
        for (auto i = index + 1; i < from.places.size() && from.places[i].begin < place.end; ++i)
            if (from.places[i].parent == static_cast<int>(index))
                items.push_back(&from.places[i]);
        const auto some_item = [&] {
            const auto& item = *items[random.below(items.size())];
            return std::pair(
                byte_buffer(iterator(bytes, item.begin), iterator(bytes, item.end)), item.begin
            );
        };
        switch (random.below(items.empty() ? 4 : 8)) {
        case 0:
            put(bytes, at, word(random));
            break;
        case 1:
            put(bytes, at, count + (random.one_of(2) ? 1 : ~0u));
            break;
        case 2: // as many as the bytes allow, or nearly
            put(bytes, at, static_cast<std::uint32_t>(bytes.size() - at) / (1 + random.below(20)));
            break;
        case 3:
            put(bytes, place.begin, word(random));
            break;
        case 4:
        case 5: { // more items
            const auto [item, begin] = some_item();
            auto times = random.one_of(3) ? random.below(300) : 1 + random.below(3);
            if (item.size() * times > most_bytes / 16)
                times = 1;
            byte_buffer more;
            for (auto left = times; left != 0; --left)
                more.insert(more.end(), item.begin(), item.end());
            bytes.insert(iterator(bytes, begin), more.begin(), more.end());
            put(bytes, at, count + times);
            break;
        }
        case 6: { // one item less
            const auto [item, begin] = some_item();
            bytes.erase(iterator(bytes, begin), iterator(bytes, begin + item.size()));
            put(bytes, at, count - 1);
            break;
        }
        default: { // a new item
            slow::writer writer(random);
            const auto item = writer.write(*place.of->item, 2);
            bytes.insert(
                iterator(bytes, items[random.below(items.size())]->begin), item.begin(), item.end()
            );
            put(bytes, at, count + 1);
            break;
        }
        }
        return place.begin;
    }

    std::size_t
    change_object(const seed& from, std::size_t index, byte_buffer& bytes, numbers& random) const {
        const auto& place = from.places[index];
        const auto& all = place.of->constructors;
        switch (random.below(7)) {
        case 0: // another constructor of the type
        case 1:
            if (place.of->what == slow::kind::boxed)
                put(bytes, place.begin, all[random.below(all.size())]->id);
            break;
        case 2: // any id
            if (!types_.empty()) {
                const auto& others = types_[random.below(types_.size())]->constructors;
                put(bytes, place.begin, others[random.below(others.size())]->id);
            }
            break;
        case 3: // a value of this type from elsewhere
            if (const auto parts = parts_.find(place.of); parts != parts_.end()) {
                const auto part = parts->second[random.below(parts->second.size())];
                if (part.size() < most_bytes / 16)
                    replace(bytes, place.begin, place.end, {part.begin(), part.end()});
            }
            break;
        case 4: { // a new value
            slow::writer writer(random);
            replace(
                bytes,
                place.begin,
                place.end,
                writer.write(*place.of, 1 + static_cast<int>(random.below(3)))
            );
            break;
        }
        case 5: // deeper, many times
            return nest(from, index, bytes, random);
        default:
            put(bytes, place.begin, word(random));
            break;
        }
        return place.begin;
    }

    /// If the value is inside another one of its type: repeats the levels between the two.
    std::size_t
    nest(const seed& from, std::size_t index, byte_buffer& bytes, numbers& random) const {
        const auto& place = from.places[index];
        auto outer = place.parent;
        while (outer >= 0 && from.places[static_cast<std::size_t>(outer)].of != place.of)
            outer = from.places[static_cast<std::size_t>(outer)].parent;
        // The bytes after it stay the same.
        if (outer < 0 || !std::equal(
                             iterator(bytes, place.begin),
                             bytes.end(),
                             from.bytes.begin() + static_cast<std::ptrdiff_t>(place.begin),
                             from.bytes.end()
                         ))
            return place.begin;
        const auto& around = from.places[static_cast<std::size_t>(outer)];
        const byte_buffer before(iterator(bytes, around.begin), iterator(bytes, place.begin));
        const byte_buffer behind(iterator(bytes, place.end), iterator(bytes, around.end));
        static constexpr std::size_t times[] = {
            1, 2, 3, 10, 60, 63, 64, 65, 126, 127, 128, 129, 200};
        const auto count = times[random.below(std::size(times))];
        if ((before.size() + behind.size()) * count > most_bytes)
            return place.begin;
        byte_buffer repeated;
        for (std::size_t i = 0; i < count; ++i)
            repeated.insert(repeated.end(), before.begin(), before.end());
        repeated.insert(repeated.end(), iterator(bytes, place.begin), iterator(bytes, place.end));
        for (std::size_t i = 0; i < count; ++i)
            repeated.insert(repeated.end(), behind.begin(), behind.end());
        replace(bytes, place.begin, place.end, repeated);
        return around.begin;
    }

    static byte_buffer text(numbers& random) {
        byte_buffer encoded;
        std::size_t size = random.below(300);
        if (random.one_of(8)) {
            // The one undefined length byte.
            size = 255;
            encoded.push_back(255);
        } else if (size >= 254 || random.one_of(4)) {
            if (random.one_of(100))
                size += 0xfff0;
            awaitgram::append_le(encoded, static_cast<std::uint32_t>(size << 8 | 254));
        } else {
            encoded.push_back(static_cast<std::uint8_t>(size));
        }
        encoded.resize((encoded.size() + size + 3) / 4 * 4, static_cast<std::uint8_t>(random()));
        return encoded;
    }

    static void change_text(const slow::place& at, byte_buffer& bytes, numbers& random) {
        const auto size = at.end - at.begin;
        switch (random.below(6)) {
        case 0:
            bytes[at.begin] =
                static_cast<std::uint8_t>(random.one_of(2) ? 252 + random.below(4) : random());
            break;
        case 1: // the long form of a length, needed or not
            if (bytes[at.begin] < 254) {
                const std::size_t length = bytes[at.begin];
                byte_buffer text{254, static_cast<std::uint8_t>(length), 0, 0};
                text.insert(
                    text.end(),
                    iterator(bytes, at.begin + 1),
                    iterator(bytes, at.begin + 1 + length)
                );
                text.resize((text.size() + 3) / 4 * 4);
                replace(bytes, at.begin, at.end, text);
            }
            break;
        case 2: // padding, or the last byte
            bytes[at.end - 1] = static_cast<std::uint8_t>(random());
            break;
        case 3: // another text, with every form of length
            replace(bytes, at.begin, at.end, text(random));
            break;
        case 4:
            put(bytes, at.begin, random() << 8 | 254);
            break;
        default:
            put(bytes, at.begin, static_cast<std::uint32_t>(size + random.below(9) - 4) << 8 | 254);
            break;
        }
    }

    /// Changes bytes regardless of their meaning.
    static void change_bytes(byte_buffer& input, numbers& random) {
        if (input.empty())
            return;
        const auto size = input.size();
        const auto at = random.below(size);
        const auto word_at = at / 4 * 4;
        switch (random.below(8)) {
        case 0:
            input[at] = static_cast<std::uint8_t>(input[at] ^ 1u << random.below(8));
            break;
        case 1:
            input[at] = static_cast<std::uint8_t>(random());
            break;
        case 2:
            put(input, word_at, word(random));
            break;
        case 3: // a word from elsewhere in the input: often an id
            put(input, word_at, get(input, random.below(size) / 4 * 4));
            break;
        case 4:
            input.resize(
                random.one_of(2) ? at : size - std::min<std::size_t>(size, random.below(9))
            );
            break;
        case 5: {
            const auto from = random.below(size);
            const auto moved = random.below(64);
            if (from + moved <= size && at + moved <= size)
                std::memmove(&input[at], &input[from], moved);
            break;
        }
        case 6:
            input.erase(
                iterator(input, word_at), iterator(input, std::min<std::size_t>(word_at + 4, size))
            );
            break;
        default:
            input.insert(iterator(input, at), 4 * random.below(4), 0);
            break;
        }
    }

    std::map<const slow::type*, std::vector<byte_view>> parts_;
    /// The keys in an order that does not depend on addresses.
    std::vector<const slow::type*> types_;
};

} // namespace fuzz
