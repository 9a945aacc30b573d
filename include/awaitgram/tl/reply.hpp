// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/arena.hpp>

#include <utility>

namespace awaitgram::tl {

/// A type-erased decoded value.
class raw_reply {
public:
    raw_reply() noexcept = default;
    explicit raw_reply(detail::arena_owner owner) noexcept : owner_(std::move(owner)) {}
    raw_reply(raw_reply&&) noexcept = default;
    raw_reply& operator=(raw_reply&&) noexcept = default;

    /// Whether there is a value; false after a failed decode and when moved from.
    [[nodiscard]] explicit operator bool() const noexcept { return owner_.get() != nullptr; }

    /// The value.
    [[nodiscard]] const void* root() const noexcept { return owner_.get()->root; }

    /// The bytes it was decoded from.
    [[nodiscard]] const frame& source() const noexcept { return owner_.get()->source; }

    /// Another owner of the decoded value.
    [[nodiscard]] detail::arena_owner share() const noexcept { return owner_; }

private:
    detail::arena_owner owner_;
};

/// A part of a reply that keeps the whole reply alive; cheap to copy.
template <class U>
class ref {
public:
    ref() noexcept = default;
    ref(detail::arena_owner owner, const U& part) noexcept
        : owner_(std::move(owner)), part_(&part) {}

    [[nodiscard]] explicit operator bool() const noexcept { return part_ != nullptr; }
    const U& operator*() const noexcept { return *part_; }
    const U* operator->() const noexcept { return part_; }
    const U* get() const noexcept { return part_; }

    /// Another part of the same reply, such as a member of this part.
    template <class V>
    [[nodiscard]] ref<V> share(const V& part) const noexcept {
        return {owner_, part};
    }

private:
    detail::arena_owner owner_;
    const U* part_ = nullptr;
};

/// A decoded value and its memory.
///
/// Everything in it borrows from the frame and from one arena, so access is const. A copy of any part owns all of its
/// memory and outlives the reply, even if it is copied through std::move. References into the reply stay valid when it
/// is moved, and end with it.
template <class T>
class reply {
public:
    reply() noexcept = default;
    explicit reply(raw_reply raw) noexcept : raw_(std::move(raw)) {}

    /// Whether there is a value; false when moved from.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(raw_); }

    [[nodiscard]] const T& operator*() const& noexcept {
        return *static_cast<const T*>(raw_.root());
    }
    [[nodiscard]] const T* operator->() const& noexcept {
        return static_cast<const T*>(raw_.root());
    }
    // A temporary reply would be destroyed before its parts are used: name it first.
    const T& operator*() const&& = delete;
    const T* operator->() const&& = delete;

    /// A copy that owns all of its memory.
    [[nodiscard]] T owned() const { return *static_cast<const T*>(raw_.root()); }

    /// A part of this reply, or all of it, that keeps the reply alive.
    template <class U>
    [[nodiscard]] ref<U> share(const U& part) const noexcept {
        return {raw_.share(), part};
    }

    /// The bytes it was decoded from.
    [[nodiscard]] const frame& source() const noexcept { return raw_.source(); }

private:
    raw_reply raw_;
};

} // namespace awaitgram::tl
