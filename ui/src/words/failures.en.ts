import type { Like } from './like'
import type { failuresZh } from './failures.zh'

export const failuresEn: Like<typeof failuresZh> = {
  error: {
    refused: 'This cannot be done now. Everything you entered is safe.',
    stale:
      'This was updated a moment ago and has been read again. What you typed is still here: check it and try once more.',
    not_found:
      'This record is not on this device. It may not have arrived yet: sync, then look again.',
    photo_empty:
      'The photo file is empty and was not added. Everything you entered is safe. Shoot again or choose another.',
    photo_unreadable:
      'This file is not a photo we can read and was not added. Everything you entered is safe. Shoot again or choose another.',
    photo_truncated:
      'The photo file is incomplete and was not added. Everything you entered is safe. Shoot again or choose another.',
    photo_too_large:
      'The photo is too large and was not added. Everything you entered is safe. Lower the camera resolution and shoot again.',
    qr_not_found: 'No code was read. Come closer, avoid glare, one code at a time; or type it.',
    disk_full:
      'Storage is full: this step was not saved, everything before it is. Free some space and try again.',
    store_damaged:
      'The data file is damaged; nothing was deleted. Close the app and open it again: it sets the file aside and carries over all that can be read.',
    photos_damaged:
      'The file of photos is damaged; this was not done, and all records are here. Close the app and open it again: it carries over every photo that can be read.',
    store_foreign:
      'This data file belongs to another program or person. It was left untouched. Call support.',
    store_newer:
      'This data was written by a newer version. It was left untouched. Please update the app.',
    store_in_use: 'Another window is using this data. Close that window and try again.',
    code_spent:
      'The code is wrong, used or expired. Check it, or ask your coordinator for a new one.',
    invitation_unreadable:
      'The QR’s text cannot be read; nothing was sent. Paste all of it, or use a code and the address.',
    address_unreadable:
      'The address of central cannot be read; nothing was sent. Write https://host:port.',
    address_not_encrypted:
      'This address is not encrypted (http://); nothing was sent. Use an https:// address, or ask your coordinator for the QR.',
    too_many_tries:
      'Too many wrong codes: central makes you wait. Check the code and try again in a few minutes.',
    unreachable:
      'Central cannot be reached; nothing was sent. Check the network and the address, then try again.',
    central_busy:
      'Central is there but cannot answer now; nothing was sent. Try again a little later.',
    central_wrong:
      'The other side or its answer did not pass verification; no data was exchanged. Check the address, or ask for a new QR.',
    share_code_unreadable:
      'This share code cannot be read. Ask your colleague to copy it again and paste all of it.',
    revoked:
      'Central has switched this device off. Your records are safe here: do not uninstall, call your coordinator.',
    locked: 'The screen is locked and this was not done. Unlock and try again; everything is here.',
    secret_wrong:
      'Not right, so nothing was opened. Everything is here; please check and try again.',
    secret_mistyped:
      'A digit is missing or wrong. It did not count as a try. Please compare with the paper.',
    try_later: 'Too early to try again; this one did not count. Please wait for the countdown.',
    secret_differs:
      'Not what was shown, so the lock was not changed. Please check it, or look once more.',
    no_hardware:
      'This device has no hardware that protects a PIN; the lock was not changed. Please use a drawn passphrase.',
    not_recognised:
      'Neither your finger nor your face was recognised, so nothing was opened. Try again, or type the secret.',
    left_behind:
      'Something is not at central yet, or not finished: nothing was erased. See the list below.',
    key_damaged:
      'The file needed for unlocking is damaged; records and photos are not. Do not uninstall; ask for technical help.',
    order_code_unreadable:
      'The code is incomplete or a digit is wrong. Nothing was tried. Compare group by group.',
    order_code_other: 'This QR is another order’s. Compare the order’s name.',
    order_code_wrong:
      'This code does not open this order. Nothing changed. Compare name and digits with the code holder.',
    internal:
      'The app made a mistake: this step was not done, everything saved before is safe. Try again; if it persists, call support.',
  },
  refusal: {
    unknown_profile:
      'Central does not know this device, or has switched it off. Your records are safe here. Call your coordinator.',
    central_only: 'Only central may change this.',
    not_your_team: 'You are not on this team, so you cannot change this. Call your coordinator.',
    not_your_unit: 'This is outside the unit you lead.',
    own_finding: 'Nobody judges their own finding. Another lead must.',
    not_the_author: 'Only the person who recorded it may change it.',
    wrong_stream: 'This was applied to another record and had no effect. Go back and try again.',
    missing_reference:
      'A record this depends on has not arrived yet. It is handled by itself after sync.',
    refused_reference: 'A record this depends on was not accepted. See the reason there first.',
    already_started: 'This has started already.',
    not_started: 'This has not started yet.',
    nobody_present: 'At least one person must be present. Tap who is here.',
    outing_ended: 'This outing has ended. Set out again to check.',
    required_items_open: 'A required item is not answered.',
    photo_required: 'This item needs a photo.',
    remark_required: 'This item needs a remark.',
    answer_does_not_fit: 'This does not fit the item and was not saved. Enter it again.',
    no_such_item: 'The checklist has no such item. Go back and open the check again.',
    no_such_photo: 'The photo was voided or is not part of this check. Choose another.',
    outcome_does_not_fit:
      'The outcome does not match: choose “Findings” if there are any, otherwise “Nothing found”.',
    words_required: 'Please write a sentence.',
    empty_text: 'Nothing is written yet.',
    after_photo_required:
      'Fixed on the spot needs a photo of the fixed state. Shoot it, or set a date instead.',
    not_submitted: 'Not submitted yet.',
    already_submitted: 'Submitted already. Take it back first, or add a supplement.',
    opened_by_lead: 'A lead has opened it, so it cannot be taken back. You can supplement it.',
    version_changed:
      'The content was just updated; you saw an older one. Read the new one, then decide.',
    withdrawn: 'It was withdrawn.',
    reason_required: 'Choose at least one reason; for “Other”, write it down.',
    too_many: 'At most 20 at once. Choose fewer and try again.',
    key_finding: 'Key findings are judged one by one.',
    photos_not_opened:
      'The photos of this version have not been looked at. Open it, look at them, then decide.',
    newer_version: 'Written by a newer version: read-only here. Please update the app.',
    order_must_be_sealed: 'Orders of this campaign must be sealed.',
    own_record: 'Nobody decides about their own records. Please ask another lead.',
    not_released: 'A lead decided that it does not count.',
    not_what_was_sealed: 'Not what was sealed: it was not used. Please call the coordinator.',
    day_out_of_range: 'The last day is past, or more than three months away. Choose another.',
    other_campaign:
      'A joint team sets out for the campaign it was formed for, and no other. Choose that one, or another team.',
  },
  notice: {
    damaged_set_aside:
      'The data file was damaged: the original was set aside and everything readable was carried over. Sync soon and check your latest records.',
    chain_forked:
      'The data was restored or copied, so the app goes on with a new signature. Earlier records are all here.',
    left: 'The account on this device has ended and its data is erased; every record is at central.',
    central_restored:
      'Central was restored from a backup. What this device recorded after it is being delivered once more; nothing is lost.',
    erased_on_order:
      'Central switched off the account on this device and had its data erased. That was done after everything had arrived there.',
  },
}
