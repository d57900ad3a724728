// The journey, in order.
import * as agreeing from './agreeing.mjs'
import * as begin from './begin.mjs'
import * as check from './check.mjs'
import * as findings from './findings.mjs'
import * as judging from './judging.mjs'
import * as sending from './sending.mjs'

export const steps = [
  begin.everybody_enrols,
  begin.orders_are_there_and_central_is_gone,
  begin.outing_with_a_second_member,
  begin.the_order_is_opened,
  check.killed_in_the_middle_of_the_form,
  check.killed_right_after_a_photo,
  check.the_rest_of_the_form,
  findings.a_finding_from_the_failed_item,
  findings.a_finding_put_right_on_the_spot,
  findings.a_third_finding,
  findings.two_suggestions,
  findings.a_colleague_joins_and_adds_a_finding,
  findings.the_check_is_submitted,
  findings.a_second_check_at_a_new_site_finds_nothing,
  sending.central_is_killed_in_the_middle_of_an_upload,
  sending.central_is_back_and_the_upload_goes_on,
  sending.the_colleague_hands_in_her_finding,
  judging.the_lead_wakes_the_tablet,
  judging.the_lead_judges_offline,
  judging.on_another_device_the_older_version_is_approved,
  judging.the_inspector_sees_why_and_amends,
  judging.the_older_approval_does_not_cover_the_amended_version,
  judging.the_new_version_is_approved_and_the_inspector_sees_it,
  agreeing.the_outing_ends,
  agreeing.the_five_figures_agree,
  agreeing.the_exported_check_verifies,
  agreeing.every_fold_agrees,
]
