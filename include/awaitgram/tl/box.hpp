// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/concepts.hpp>
#include <awaitgram/tl/detail/same.hpp>

#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace awaitgram::tl {

namespace detail {

/// Reports access to the contents of an empty box.
[[noreturn, gnu::cold]] inline void throw_empty_box();

/// The pointer in every box: it owns a node on the heap or, if decoded, borrows one from an arena.
///
/// Borrowed boxes exist only in arenas, whose memory is freed without running destructors.
class box_base {
public:
    constexpr box_base() noexcept = default;
    constexpr explicit box_base(absent_t) noexcept {}
    box_base(box_base&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    box_base(const box_base& other)
        : node_(other.node_ != nullptr ? copy_node(other.node_) : nullptr) {}
    box_base& operator=(box_base&& other) noexcept {
        if (this != &other)
            reset(std::exchange(other.node_, nullptr));
        return *this;
    }
    box_base& operator=(const box_base& other) {
        if (this != &other)
            reset(other.node_ != nullptr ? copy_node(other.node_) : nullptr);
        return *this;
    }
    ~box_base() { reset(); }

    /// Whether the box is empty; a decoded box never is.
    bool empty() const noexcept { return node_ == nullptr; }

    /// The constructor's id; 0 if the box is empty.
    std::uint32_t id_of() const noexcept { return node_ != nullptr ? node_->type->id : 0; }

protected:
    explicit box_base(node* owned) noexcept : node_(owned) {}

    bool present() const noexcept { return node_ != nullptr; }
    const node* inside() const noexcept { return node_; }
    const void* payload() const noexcept {
        return reinterpret_cast<const char*>(node_) + payload_offset;
    }
    void reset(node* other = nullptr) noexcept {
        if (auto* const old = std::exchange(node_, other))
            destroy_node(old);
    }

    template <class T>
    static node* make_node(T&& value) {
        using type = std::remove_cvref_t<T>;
        static_assert(alignof(type) <= alignof(node));
        if constexpr (std::is_empty_v<type> && !requires { type::tl_bits; }) {
            return const_cast<node*>(&descriptor_of<type>()->self);
        } else {
            struct memory {
                void* raw = ::operator new(payload_offset + sizeof(type));
                ~memory() { ::operator delete(raw); }
            } guard;
            auto* const created = ::new (guard.raw) node{descriptor_of<type>()};
            ::new (static_cast<char*>(guard.raw) + payload_offset) type(std::forward<T>(value));
            guard.raw = nullptr;
            return created;
        }
    }

private:
    node* node_ = nullptr;
};

/// Refuses the assignment of a constructor of another type.
template <class T>
constexpr void refuse_constructor() {
    constexpr auto is_of_this_type = !object<T>;
    static_assert(
        is_of_this_type,
        "a field of a boxed type takes that type's own constructors: an InputPeer takes "
        "api::inputPeerUser, but not api::peerUser, which is a Peer"
    );
}

/// The result of an incomplete visitor: converts to whatever is expected, so that no further error follows.
struct any_result {
    template <class T>
    operator T() const;
};

/// Whether a visitor accepts a constructor.
template <class Visitor, class T>
concept visitor_of = requires(Visitor& visitor, const T& value) { visitor(value); };

} // namespace detail

/// A value of a type with several constructors: one pointer to the constructor it holds.
///
/// Generated types derive from it; `Self` identifies the type in error messages and look-ups.
template <class Self, class... Constructors>
class box : public detail::box_base {
public:
    using tl_box = Self;
    /// Passes the list of constructors to a template.
    template <template <class...> class List>
    using tl_constructors = List<Constructors...>;

    constexpr box() noexcept = default;
    using box_base::box_base;
    template <constructor_of<Self> T>
    box(T&& value) : box_base(make_node(std::forward<T>(value))) {}

    /// Whether it holds the constructor `T`.
    template <constructor_of<Self> T>
    [[nodiscard]] bool is() const noexcept {
        return id_of() == T::tl_id;
    }

    /// The constructor `T`, or null if the box holds another one.
    template <constructor_of<Self> T>
    [[nodiscard]] const T* get_if() const noexcept {
        return is<T>() ? static_cast<const T*>(payload()) : nullptr;
    }
    template <constructor_of<Self> T>
    [[nodiscard]] T* get_if() noexcept {
        return const_cast<T*>(std::as_const(*this).template get_if<T>());
    }

    /// Calls `visitor` with the constructor in the box and returns its result (always of the type for the first
    /// constructor).
    ///
    /// Errors: std::logic_error if the box is empty.
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const {
        constexpr auto complete = (detail::visitor_of<Visitor, Constructors> && ...);
        static_assert(
            complete,
            "the visitor must accept every constructor of the type: add `[](const auto&) { ... }` "
            "for the others, in awaitgram::tl::overloaded"
        );
        if constexpr (complete)
            return visit_any_of<Visitor, Constructors...>(visitor);
        else
            return detail::any_result{};
    }

protected:
    /// Refuses a constructor of another type in one sentence.
    template <class T>
    static constexpr void tl_refuse() {
        detail::refuse_constructor<std::remove_cvref_t<T>>();
    }

    /// The result of `member` for the constructor in the box if it is one of `Some`, else null.
    template <class... Some, class Member>
    auto tl_common(Member member) const noexcept {
        using pointer = std::common_type_t<decltype(member(std::declval<const Some&>()))...>;
        pointer result = nullptr;
        const auto id = id_of();
        (void)((id == Some::tl_id && (result = member(*static_cast<const Some*>(payload())), true)
               ) ||
               ...);
        return result;
    }

private:
    template <class Visitor, class First, class... Others>
    decltype(auto) visit_any_of(Visitor& visitor) const {
        using returned = decltype(visitor(std::declval<const First&>()));
        return visit_as<returned, Visitor, First, Others...>(visitor);
    }
    template <class Returned, class Visitor, class First, class... Others>
    Returned visit_as(Visitor& visitor) const {
        if (id_of() == First::tl_id)
            return visitor(*static_cast<const First*>(payload()));
        if constexpr (sizeof...(Others) != 0)
            return visit_as<Returned, Visitor, Others...>(visitor);
        else
            detail::throw_empty_box();
    }
};

/// Combines several lambdas into one visitor.
template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

} // namespace awaitgram::tl

#include <stdexcept>

namespace awaitgram::tl::detail {

inline void throw_empty_box() {
    throw std::logic_error("awaitgram::tl: visiting an empty box");
}

} // namespace awaitgram::tl::detail
