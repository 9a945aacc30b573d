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

/// All that a session holds as short texts with names, such as `home`, `dc/4` and `peer/777000`. Names have no spaces, texts no
/// line breaks. Whoever has them is signed in.
using session_records = std::map<std::string, std::string>;

/// A place of your own to keep a session in: two plain functions, which may block and report failure by throwing.
///
/// `load` gives what was saved last, nothing for a new session. `save` makes a change durable, whole or not at all: a database
/// takes `changed`, in which an empty text means that the part is gone; a file takes `all`, what there is after the change.
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

/// A session that your own store keeps.
///
/// ```cpp
/// awaitgram::bot bot{awaitgram::stored_session{my_store{}}, app};
/// ```
/// `save` is called on the threads that all sessions of the process share for what blocks, one call of a store at a time. Copies
/// mean the same session; the end of the last one finishes what was begun and destroys the store, and so does `close`.
///
/// Cancels: what was awaited is done all the same, then the await ends with `operation_aborted`.
class stored_session : public session_facade {
public:
    /// Loads what the store holds.
    ///
    /// Errors: what `load` throws; std::system_error with `session_errc::damaged` or `newer_version`.
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
