// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/facade.hpp>

#include <concepts>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace awaitgram {

/// The whole content of a session as short named texts, such as `home`, `dc/4` and `peer/777000`. Names have no spaces, texts no
/// line breaks. They are secret: they contain the authorisation keys.
using session_records = std::map<std::string, std::string>;

/// A user-defined place for a session: two plain functions, which may block, and throw when they fail.
///
/// `load` returns the saved records, none for a new session. `save` makes a change durable, as a whole or not at all: a database
/// applies `changed`, where an empty text removes a record; a file is rewritten with `all`, the records after the change.
template <class S>
concept session_store =
    requires(S store, const session_records& changed, const session_records& all) {
        { store.load() } -> std::same_as<session_records>;
        { store.save(changed, all) } -> std::same_as<void>;
    };

namespace detail {

/// A store of any type.
struct erased_store {
    unique_function<session_records()> load;
    unique_function<void(const session_records& changed, const session_records& all)> save;
};

} // namespace detail

/// A session in a user-defined store.
///
/// ```cpp
/// awaitgram::bot bot{awaitgram::stored_session{my_store{}}, app};
/// ```
/// `save` is called on a few threads that all sessions of the process share for blocking work, one call per store at a time. Copies
/// refer to the same session. The destructor of the last one completes pending operations and destroys the store; `close`
/// destroys the store, too.
///
/// Cancels: the operation is carried out nevertheless; then the await ends with `operation_aborted`.
class stored_session : public session_facade {
public:
    /// Loads the records of the store.
    ///
    /// Errors: the exceptions of `load`; std::system_error with `session_errc::damaged` or `newer_version`.
    template <session_store Store>
    explicit stored_session(Store store)
        : stored_session(erased(std::make_shared<Store>(std::move(store)))) {}

private:
    template <class Store>
    static detail::erased_store erased(std::shared_ptr<Store> store) {
        return {
            [store] { return store->load(); },
            [store](const session_records& changed, const session_records& all) {
                store->save(changed, all);
            }};
    }

    explicit stored_session(detail::erased_store store);
};

static_assert(session<stored_session>);

} // namespace awaitgram
