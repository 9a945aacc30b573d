// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/admin_cache.hpp>
#include <awaitgram/dispatcher/conversations.hpp>
#include <awaitgram/keyboard/detail/type_name.hpp>
#include <awaitgram/types/update_context.hpp>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <typeindex>
#include <typeinfo>

namespace awaitgram {

class state_store;

/// What a dispatcher keeps beside the handlers, reached by events through their update_context.
class dispatch_services {
public:
    /// Gives a value to the handlers that ask for one of its type; it outlives them.
    template <class T>
    void provide(T& value) {
        provided_[typeid(T)] = &value;
    }

    /// The value of a type.
    ///
    /// Errors: std::logic_error when none was provided.
    template <class T>
    [[nodiscard]] T& provided_value() const {
        const auto at = provided_.find(typeid(T));
        if (at == provided_.end())
            throw std::logic_error(
                "awaitgram: a handler takes a " + std::string{detail::type_name<T>} +
                "&, of which none was given to bot.provide"
            );
        return *static_cast<T*>(at->second);
    }

    /// Whether a value of a type was provided.
    [[nodiscard]] bool has_value_of(std::type_index type) const {
        return provided_.find(type) != provided_.end();
    }

    /// The handlers that wait for an event.
    conversations waits{};

    /// The administrators that filters::admin asked for.
    admin_cache admins{};

    /// The states of dialogues; null without a session.
    std::shared_ptr<state_store> states{};

private:
    std::map<std::type_index, void*> provided_{};
};

} // namespace awaitgram
