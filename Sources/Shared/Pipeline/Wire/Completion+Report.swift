public import FaxModel

extension Completion {
    /// Has the sender told of a job. One that has ended is told of by itself, or with the others of its mail where that is asked for: then its
    /// report is kept with the job, and the spool makes a task of all of them when none goes on. Comes after the job's news.
    public mutating func tell(_ report: JobReport) {
        guard report.hasEnded, report.order.options.notification?.scope == .mail else {
            successors.append(
                NewTask(
                    stage: .deliver, lane: report.hasEnded ? .default : .news, priority: report.order.options.priority,
                    job: report.job.id, payload: report))
            return
        }
        let document = add(PayloadCoding.encode(report), mediaType: "application/json")
        let documents = [JobReport.waitingRole: document]
        if let index = updates.lastIndex(where: { $0.job == report.job.id && $0.state?.hasEnded == true }) {
            updates[index].documents = (updates[index].documents ?? [:]).merging(documents) { $1 }
        } else {
            updates.append(JobUpdate(job: report.job.id, documents: documents))
        }
    }
}
