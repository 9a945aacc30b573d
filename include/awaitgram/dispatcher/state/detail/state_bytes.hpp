// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/detail/byte_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace awaitgram::detail {

/// Names a type of states: a hash of its name, and one of its name, members and version.
struct state_tag {
    std::uint32_t name = 0;
    std::uint32_t layout = 0;

    friend bool operator==(const state_tag&, const state_tag&) = default;
};

/// The memory that the texts and vectors of one state may take.
inline constexpr std::size_t most_state_memory = std::size_t{16} << 20;

/// Counts the memory of texts and vectors.
class state_budget {
public:
    /// False when it is used up.
    [[nodiscard]] bool take(std::size_t count, std::size_t size) noexcept {
        if (size != 0 && count > left_ / size)
            return false;
        left_ -= count * size;
        return true;
    }

private:
    std::size_t left_ = most_state_memory;
};

/// Writes the bytes of a state.
///
///     | format:u8 | name:u32 | layout:u32 | members |
class state_writer {
public:
    explicit state_writer(state_tag tag);

    void byte(std::uint8_t value) { bytes_.push_back(value); }
    /// Seven bits a byte, the lowest first.
    void number(std::uint64_t value);
    /// The sign is the lowest bit, so that small negative numbers are short.
    void signed_number(std::int64_t value);
    void fixed(std::uint64_t bits) { append_le(bytes_, bits); }
    void text(std::string_view value);
    /// Begins a list.
    void list(std::size_t count, std::size_t size_of_each);

    /// What was written.
    ///
    /// Errors: std::system_error with `session_errc::invalid_state` if it is too much to be kept.
    [[nodiscard]] byte_buffer take() &&;

private:
    byte_buffer bytes_{};
    state_budget budget_{};
    bool too_large_ = false;
};

/// Reads the members of a state.
class state_reader : public byte_reader {
public:
    /// Bytes that `origin_of` knows to be of the tag.
    explicit state_reader(byte_view bytes) noexcept;

    [[nodiscard]] bool flag() noexcept;
    [[nodiscard]] std::uint64_t number() noexcept;
    [[nodiscard]] std::int64_t signed_number() noexcept;
    [[nodiscard]] std::uint64_t fixed() noexcept;
    [[nodiscard]] std::string_view text() noexcept;
    /// The length of a list; each item has a byte at least.
    [[nodiscard]] std::size_t list(std::size_t size_of_each) noexcept;

private:
    state_budget budget_{};
};

/// What bytes are for the states of a type.
enum class state_origin : std::uint8_t { same, other_version, other };
[[nodiscard]] state_origin origin_of(byte_view bytes, state_tag tag) noexcept;

/// A type of states that the program uses; they are listed before main begins.
class known_state {
public:
    /// `readable` tells whether bytes of the tag are a value.
    known_state(state_tag tag, std::string_view name, bool (*readable)(byte_view bytes)) noexcept;
    known_state(const known_state&) = delete;
    known_state& operator=(const known_state&) = delete;

    /// The type of some bytes, which the program uses in their version; null for none.
    [[nodiscard]] static const known_state* of(byte_view bytes) noexcept;

    /// The type's name.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    /// Whether bytes of the type are a value; others are damaged.
    [[nodiscard]] bool reads(byte_view bytes) const { return readable_(bytes); }

private:
    state_tag tag_;
    std::string_view name_;
    bool (*readable_)(byte_view bytes);
    const known_state* next_ = nullptr;
};

} // namespace awaitgram::detail
