// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram {

template <class Signature>
class function_ref;

/// A callable borrowed for the duration of a call: two words, no allocation, no ownership.
///
/// For parameters of plain functions that call it before they return. A coroutine that suspends needs a unique_function.
template <class R, class... Args>
class function_ref<R(Args...)> {
public:
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref>) &&
                std::is_invocable_r_v<R, F&, Args...>
    function_ref(F&& callable) noexcept {
        using target = std::remove_reference_t<F>;
        if constexpr (std::is_function_v<target>)
            target_.function = reinterpret_cast<void (*)()>(&callable);
        else
            target_.object = const_cast<void*>(static_cast<const void*>(std::addressof(callable)));
        call_ = &call<target>;
    }

    R operator()(Args... args) const { return call_(target_, std::forward<Args>(args)...); }

private:
    union place {
        void* object;
        void (*function)();
    };

    template <class F>
    static R call(place at, Args... args) {
        if constexpr (std::is_function_v<F>)
            return reinterpret_cast<F*>(at.function)(std::forward<Args>(args)...);
        else
            return (*static_cast<F*>(at.object))(std::forward<Args>(args)...);
    }

    place target_{};
    R (*call_)(place at, Args... args) = nullptr;
};

} // namespace awaitgram
