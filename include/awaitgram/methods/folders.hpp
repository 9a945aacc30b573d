// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat_folder.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// The kinds of chats that a folder has besides those that are put into it, and which of them it leaves out.
struct folder_options {
    /// An emoji that stands for its icon.
    std::string_view emoji = {};
    bool contacts = false;
    bool non_contacts = false;
    bool groups = false;
    bool channels = false;
    bool bots = false;
    bool exclude_muted = false;
    bool exclude_read = false;
    bool exclude_archived = false;
};
static_assert(std::is_trivially_destructible_v<folder_options>);

/// Methods about the folders of the list of chats, for accounts of users.
///
/// Errors:  rpc_error when Telegram refuses, such as FILTER_INCLUDE_EMPTY for a folder with no chat and no kind of chats; peer_error when a
///          chat cannot be reached; std::invalid_argument when there is no folder with an id, or it is shared; std::system_error when the
///          link breaks.
/// Cancels: it may have been done nevertheless.
class folder_methods : public virtual method_base {
public:
    /// All folders in their order; the list of all chats, which has the id 0, is one of them.
    ///
    /// Raw method: messages.getDialogFilters (users).
    /// Errors:     as above; of the chats none.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<chat_folder>> folders() const;

    /// Creates a folder of some chats, such as a vector of ids, and of kinds of chats: `{.groups = true}`. Returns its id.
    ///
    /// Shape:      a title of 1 to 12 characters, at most 100 chats. There can be 10 folders, 20 with Telegram Premium.
    /// Raw method: messages.getDialogFilters, messages.updateDialogFilter (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    template <list_of<chat_ref> Chats>
    [[nodiscard]] awaitable<std::int32_t>
    create_folder(std::string_view title, const Chats& chats, folder_options options = {}) const {
        std::vector<chat_query> asked;
        for (const auto& each : chats)
            asked.emplace_back(chat_ref{each});
        return create_with(title, std::move(asked), options);
    }

    /// Gives a folder another title.
    ///
    /// Raw method: as `create_folder`.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> rename_folder(std::int32_t folder, std::string_view title) const;

    /// Puts a chat into a folder, or takes it out.
    ///
    /// Raw method: as `create_folder`.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> add_to_folder(std::int32_t folder, chat_ref chat) const;
    [[nodiscard]] awaitable<void> remove_from_folder(std::int32_t folder, chat_ref chat) const;

    /// Pins a chat to the top of a folder, or pins it no more; it is in the folder then. Which ones are: `chat_folder::pinned_ids`.
    ///
    /// Raw method: as `create_folder`.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> pin_in_folder(std::int32_t folder, chat_ref chat) const;
    [[nodiscard]] awaitable<void> unpin_in_folder(std::int32_t folder, chat_ref chat) const;

    /// Deletes a folder; its chats stay.
    ///
    /// Raw method: messages.updateDialogFilter (users).
    /// Errors:     as above; that there is none is no error.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> delete_folder(std::int32_t folder) const;

    /// Puts the folders into an order: the ids of all, 0 for the list of all chats.
    ///
    /// Raw method: messages.updateDialogFiltersOrder (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> reorder_folders(std::span<const std::int32_t> ids) const;

protected:
    folder_methods() = default;
    ~folder_methods() = default;

private:
    [[nodiscard]] awaitable<std::int32_t> create_with(
        std::string_view title, std::vector<chat_query> chats, folder_options options
    ) const;
};

} // namespace awaitgram
