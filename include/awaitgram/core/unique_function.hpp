// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace awaitgram {

template <class Signature>
class unique_function;

/// An owned callable that can be moved but not copied; empty by default.
///
/// Compiles to two small functions per callable, a fraction of std::function, and does not allocate for a trivially
/// copyable callable of at most two words, such as a lambda that captures `this`. As with std::function, calling a
/// const object calls its callable as non-const.
template <class R, class... Args>
class unique_function<R(Args...)> {
public:
    unique_function() = default;
    unique_function(std::nullptr_t) noexcept {}

    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, unique_function>) &&
                std::is_invocable_r_v<R, std::decay_t<F>&, Args...>
    unique_function(F&& callable) {
        using target = std::decay_t<F>;
        // An empty std::function or a null pointer makes an empty object.
        if constexpr (std::is_pointer_v<std::remove_cvref_t<F>> || requires {
                          typename target::result_type;
                          static_cast<bool>(callable == nullptr);
                      })
            if (callable == nullptr)
                return;
        if constexpr (fits<target>) {
            ::new (static_cast<void*>(place_)) target(std::forward<F>(callable));
        } else {
            ::new (static_cast<void*>(place_)) void*(new target(std::forward<F>(callable)));
            destroy_ = &destroy<target>;
        }
        call_ = &call<target>;
    }

    unique_function(unique_function&& other) noexcept { take(other); }
    unique_function& operator=(unique_function&& other) noexcept {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    ~unique_function() { clear(); }

    R operator()(Args... args) const { return call_(place_, std::forward<Args>(args)...); }

    [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
    friend bool operator==(const unique_function& function, std::nullptr_t) noexcept {
        return function.call_ == nullptr;
    }

private:
    template <class F>
    static constexpr bool fits = sizeof(F) <= 2 * sizeof(void*) && alignof(F) <= alignof(void*) &&
                                 std::is_trivially_copyable_v<F>;

    template <class F>
    static void* held(std::byte* place) noexcept {
        if constexpr (fits<F>)
            return place;
        else
            return *reinterpret_cast<void**>(place);
    }

    template <class F>
    static R call(std::byte* place, Args... args) {
        return (*static_cast<F*>(held<F>(place)))(std::forward<Args>(args)...);
    }

    template <class F>
    static void destroy(std::byte* place) {
        delete static_cast<F*>(held<F>(place));
    }

    void take(unique_function& other) noexcept {
        std::memcpy(place_, other.place_, sizeof place_);
        call_ = std::exchange(other.call_, nullptr);
        destroy_ = std::exchange(other.destroy_, nullptr);
    }

    void clear() noexcept {
        if (destroy_ != nullptr)
            destroy_(place_);
        call_ = nullptr;
        destroy_ = nullptr;
    }

    alignas(void*) mutable std::byte place_[2 * sizeof(void*)]{};
    R (*call_)(std::byte* place, Args... args) = nullptr;
    void (*destroy_)(std::byte* place) = nullptr;
};

} // namespace awaitgram
